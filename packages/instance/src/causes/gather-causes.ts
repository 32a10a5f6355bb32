import { type Container, LOCAL_HOST } from '@ktrdr/compose-runner';
import { type Answer, answer } from '../core/answer.ts';
import type { Context } from '../core/context.ts';
import { diskSpaces } from '../core/disk-space.ts';
import { inTime, timeLeft, type TimeLeft } from '../core/in-time.ts';
import type { Instance } from '../core/instance.ts';
import { forbiddenDirectory } from '../entries/forbidden-at.ts';
import { isMadeWithoutSecrets } from '../volumes/secrets-memory.ts';
import { isMissing } from '../core/stats-at.ts';
import { urlHost } from '../core/url-host.ts';
import { assertRegisteredCheckout } from '../checkout/assert-registered-checkout.ts';
import { assertOwnProject } from '../engine/assert-own-project.ts';
import { assertSameEngine } from '../engine/same-engine.ts';
import { earlierMigrations } from '../readiness/check-migrations.ts';
import { httpGet } from '../readiness/http-get.ts';
import { checkoutRevisions } from '../readiness/checkout-revisions.ts';
import { askForWorkers, type WorkersAnswer, type WorkersStatus } from '../readiness/workers-status.ts';
import { expectedServices } from '../served/expected-services.ts';
import { servedBy } from '../served/served-by.ts';
import type { ServedServices } from '../served/served-services.ts';
import { findPortHolders } from '../held-ports/find-port-holders.ts';
import { outdatedImages } from './outdated-images.ts';
import { refusedMounts } from './refused-mounts.ts';
import { readFailedStart } from './failed-start.ts';
import { askDatabase } from './ask-database.ts';
import { type BackendAnswer, backendAnswer, SLOW_MS, type TimedAnswer } from './backend-answer.ts';
import { unusableEnvFile } from './unusable-env-file.ts';
import { workerRegistrations } from './worker-registrations.ts';
import { NO_HISTORY, recentHistory } from './recent-history.ts';
import type { CauseFacts } from './cause-facts.ts';
import { mountsNow } from './mounts-now.ts';

const LOG_LINES = 40;
const NO_MOUNTS = { missingMounts: [], replacedMounts: [] };

/** Everything that is looked at, and what could not be found out in time, in words. */
export interface Gathered {
  readonly facts: CauseFacts;
  readonly unknown: readonly string[];
}

/** For all of an explanation: what answers late in one part of it leaves less for the next (ms). */
export const EXPLAINED_WITHIN_MS = 8_000;
/** A backend that answers later than that is as good as dead (ms): less than what a question is waited for. */
const SLOW_WITHIN_MS = 4_500;
/** Commands in containers, and events, are given up after that long, and then nothing is known of them (ms). */
const SUSPICIOUS_MS = 3_500;

/** Looks at an instance from all sides at once; nothing is changed, and what does not answer within five seconds, or in the time that is left, is named. */
export async function gatherCauses(
  context: Context,
  instance: Instance,
  left: TimeLeft = timeLeft(EXPLAINED_WITHIN_MS),
): Promise<Gathered> {
  const unknown: string[] = [];
  /** What was asked; `otherwise` where it was not answered, which is then named. */
  const known = async <T>(what: string, asked: Promise<T>, otherwise: T, who?: string): Promise<T> => {
    const found = await answer(inTime(asked, who, left));
    if (found.kind === 'known') return found.value;
    unknown.push(`${what}: ${found.failure.message}`);
    return otherwise;
  };
  const identity = askEngine(context, instance);
  const own = ownContainers(context, instance);
  const [engine, containers, served, { isPresent, replaced }, forbidden, failed, withoutSecrets, envFile] =
    await Promise.all([
      identity,
      own,
      servedBy(context, instance),
      placeOf(context, instance),
      forbiddenDirectory(instance.path),
      readFailedStart(context, instance.id),
      isMadeWithoutSecrets(context, instance),
      unusableEnvFile(context, instance),
    ]);
  // Of an Engine that does not answer at all that is said, and of containers of others too.
  if (containers.kind === 'failed' && engine.kind === 'known' && containers.failure.code !== 'FOREIGN_PROJECT') {
    unknown.push(`its containers: ${containers.failure.message}`);
  }
  const all = containers.kind === 'known' && engine.kind === 'known' ? containers.value : [];
  const now = context.now().getTime() + (engine.kind === 'known' ? engine.value.clockAheadMs : 0);
  const host =
    engine.kind === 'known' ? await known('where the Engine is', context.docker.host(), LOCAL_HOST) : LOCAL_HOST;
  const isLocal = host === LOCAL_HOST;
  const wanted = unpublished(served.services ?? new Map(), all);
  const begin = performance.now();
  const written = known('the output of its containers', lastLines(context, all), new Map<string, readonly string[]>());
  // At once with how it is: the answers of a slow backend come together, and one that does one thing at a time answers this one.
  const whoRegistered = askForWorkers(all, host, SLOW_WITHIN_MS);
  const readable = written.then(async (lines) => await refusedMounts(context, all, { logs: lines, isHere: isLocal }));
  const [expected, heldPorts, mounts, outdated, disks, history, logs, refused, database, migrations, backend, workers] =
    await Promise.all([
      all.length === 0 ? new Map<string, number>() : expectedServices(context, instance, served.services),
      engine.kind === 'failed' || wanted.length === 0
        ? []
        : known('what holds its ports', findPortHolders(context, instance.id, wanted), []),
      isLocal ? known('what its containers mount', mountsNow(context, all), NO_MOUNTS, 'The file system') : NO_MOUNTS,
      known('whether its images are current', outdatedImages(context, instance, all), [], 'The file system'),
      known('how full the disks are', machineDisks(context, isLocal && engine.kind === 'known'), []),
      all.length === 0
        ? NO_HISTORY
        : known('what happened recently', recentHistory(context, instance, { containers: all, now }), NO_HISTORY),
      written,
      known('what its containers may read', readable, []),
      known('whether its database answers', askDatabase(context, all), undefined),
      known('whether migrations are running', migrationsOf(context, instance, all), undefined),
      known('whether its backend answers', backendOf(all, host, whoRegistered), undefined, 'The backend'),
      all.length === 0
        ? undefined
        : known('its workers', workersOf(context, all, host, whoRegistered), undefined, 'The backend or a worker'),
    ]);
  // Where the Engine itself has gone silent meanwhile, silence tells nothing about who was to answer through it.
  const isLate = all.length > 0 && performance.now() - begin >= SUSPICIOUS_MS;
  const isSilent = isLate && !(await known('what is going on in its containers', isAnswering(context), false));
  if (backend?.isUntold === true) unknown.push('its workers: the backend did not say in time which are registered');
  const facts: CauseFacts = {
    instance,
    isPresent,
    forbidden,
    replaced,
    envFile,
    engine,
    containers,
    now,
    served,
    expected,
    heldPorts,
    ...mounts,
    refusedMounts: refused,
    outdatedImages: outdated,
    disks,
    ...history,
    logs,
    isQuotable: true,
    database: isSilent && database?.kind === 'silent' ? undefined : database,
    migrations,
    backend: backend?.backend,
    workers: backend?.isUntold === true ? undefined : workers?.status,
    registrations: workers?.registrations ?? [],
    withoutSecrets,
    failedStart: failed,
  };
  return { facts, unknown };
}

/** Whether its directory is there, and is what was registered. */
async function placeOf(context: Context, instance: Instance): Promise<Pick<CauseFacts, 'isPresent' | 'replaced'>> {
  if (await isMissing(instance.path)) return { isPresent: false, replaced: undefined };
  const asked = await answer(inTime(assertRegisteredCheckout(context, instance), 'The file system'));
  const replaced = asked.kind === 'failed' && asked.failure.code === 'CHECKOUT_REPLACED' ? asked.failure : undefined;
  return { isPresent: true, replaced };
}

async function isAnswering({ docker }: Context): Promise<boolean> {
  await docker.identity();
  return true;
}

async function askEngine(context: Context, instance: Instance): Promise<CauseFacts['engine']> {
  const asked = context.docker.identity();
  const same = asked.then(async (found) => {
    await assertSameEngine(context, instance, found.id);
    return found;
  });
  return await answer(inTime(same));
}

async function ownContainers({ docker }: Context, { id, path }: Instance): Promise<Answer<readonly Container[]>> {
  // By the list of all of them, which a command may have asked for already.
  const asked = docker.summaries(id).then(async (listed) => {
    const all = await docker.inspect(listed.map((one) => one.id));
    assertOwnProject(id, path, all);
    return all;
  });
  return await answer(inTime(asked));
}

/** States in which a container has its ports, or may have. */
const HOLDING = new Set(['running', 'restarting', 'paused']);

/** Ports that the Compose file publishes, of services that have no container that does. */
function unpublished(served: ServedServices, all: readonly Container[]): Parameters<typeof findPortHolders>[2] {
  // One that the Engine is about to restart has its ports now and then.
  const held = new Set(all.filter(({ state }) => HOLDING.has(state)).map(({ service }) => service));
  return [...served]
    .filter(([service]) => !held.has(service))
    .flatMap(([service, { ports }]) =>
      [...ports.values()].map((published) => ({ published, protocol: 'tcp', service })),
    );
}

/** Those of this machine alone: nobody here can look at the disks of another. */
async function machineDisks(context: Context, isEngineHere: boolean): Promise<CauseFacts['disks']> {
  const root = isEngineHere ? (await context.docker.machine())?.rootDirectory : undefined;
  return await diskSpaces(context, root);
}

/** Of those alone with which something seems to be wrong. */
async function lastLines(
  { docker }: Context,
  all: readonly Container[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = await Promise.all(
    all
      .filter((container) => !isWell(container))
      .map(async ({ id }) => [id, await docker.lastLines(id, LOG_LINES)] as const),
  );
  return new Map(found);
}

function isWell({ state, health, restartCount }: Container): boolean {
  return state === 'running' && restartCount === 0 && (health === undefined || health.status === 'healthy');
}

async function migrationsOf(
  context: Context,
  { path }: Instance,
  all: readonly Container[],
): Promise<CauseFacts['migrations']> {
  const container = all.find(({ service, state }) => service === 'backend' && state === 'running');
  if (container === undefined) return undefined;
  const [earlier, revisions] = await Promise.all([earlierMigrations(context, container.id), checkoutRevisions(path)]);
  return { isRunning: earlier === 'running', revisions };
}

async function backendOf(
  all: readonly Container[],
  host: string,
  whoRegistered: Promise<WorkersAnswer>,
): Promise<BackendAnswer | undefined> {
  const container = all.find(({ service, state }) => service === 'backend' && state === 'running');
  const port = container?.ports.find(({ target }) => target === 8000);
  if (port === undefined) return undefined;
  const begin = performance.now();
  const url = `http://${urlHost(host)}:${port.published}/api/v1/health`;
  const health = httpGet(url, undefined, SLOW_WITHIN_MS).then((said): TimedAnswer =>
    Object.assign({}, said, { tookMs: performance.now() - begin }),
  );
  const [own, workers] = await Promise.all([health, whoRegistered]);
  return backendAnswer(own, workers);
}

async function workersOf(
  context: Context,
  all: readonly Container[],
  host: string,
  whoRegistered: Promise<WorkersAnswer>,
): Promise<{ readonly status: WorkersStatus; readonly registrations: CauseFacts['registrations'] }> {
  const asked = await whoRegistered;
  const { status } = asked;
  // How it looks to a worker asks a slow backend again, and tells nothing but that it is slow.
  if (asked.tookMs >= SLOW_MS) return { status, registrations: [] };
  const askAgain = async () => await askForWorkers(all, host, SLOW_WITHIN_MS);
  return { status, registrations: await workerRegistrations(context, all, { asked, askAgain }) };
}
