import type { Container } from '@ktrdr/compose-runner';
import { createRedactor } from '@ktrdr/secrets';
import type { Context } from '../core/context.ts';
import { readEngineRecord, startedServices } from '../engine/engine-record.ts';
import { readEnvFile } from '../env-file/env-file.ts';
import { askWorkers } from '../readiness/ask-workers.ts';
import { httpGet } from '../readiness/http-get.ts';
import { type ForeignWorker, judgeWorkers } from '../readiness/judge-workers.ts';
import { parseWorkers, type RegisteredWorker } from '../readiness/parse-workers.ts';
import type { Instance } from '../core/instance.ts';
import { containerSecrets } from '../redaction/container-secrets.ts';
import type { ServedServices } from '../served/served-services.ts';
import { removeOrphans } from '../engine/find-orphans.ts';
import { urlHost } from '../core/url-host.ts';
import { WORKER_VARIABLES } from '../core/worker-variables.ts';
import { missingContainers } from './missing-containers.ts';
import { serviceProblem } from './service-problem.ts';

export interface ServiceStatus {
  readonly name: string;
  /** As the Engine calls it: `running`, `exited`, `restarting`, … */
  readonly state: string;
  /** `healthy`, `starting`, `unhealthy`; null without a health check. */
  readonly health: string | null;
  /** Host-side ports. */
  readonly ports: readonly number[];
  /** What is wrong with it, in words; null where nothing is. */
  readonly problem: string | null;
}

/** Worker services with a container, those of them that the backend knows as usable, and the names of the others; and whom else it knows. */
export interface WorkersStatus {
  readonly expected: number;
  readonly registered: number;
  readonly missing: readonly string[];
  readonly foreign: readonly ForeignWorker[];
}

/** How an instance's services are, one by one. */
export interface StackHealth {
  /** In the order of their names; also, as `missing`, those that should have a container, or another one, and have none. */
  readonly services: readonly ServiceStatus[];
  readonly workers: WorkersStatus;
  /** Whether something is wrong with one of them. */
  readonly isSick: boolean;
  /** Containers whose service the Compose file does not have any more: `up` leaves them alone. */
  readonly leftOver: readonly Container[];
}

export interface StackFacts {
  readonly containers: readonly Container[];
  /** The machine on which published ports are. */
  readonly host: string;
  /** What the Compose file serves, and which services it has at all; undefined: nobody knows. */
  readonly served: ServedServices | undefined;
  readonly declared: ReadonlySet<string> | undefined;
}

/** Looks at what runs of an instance, and asks its backend for the workers. Never fails. */
export async function stackHealth(
  context: Pick<Context, 'home' | 'now' | 'docker'>,
  instance: Instance,
  { containers, host, served, declared }: StackFacts,
): Promise<StackHealth> {
  const expected =
    containers.length === 0 ? new Map<string, number>() : await expectedServices(context, instance, served);
  const workers = await workersStatus(containers, host);
  const now = context.now().getTime() + (await clockAhead(context, containers));
  // While the backend does not run, that is what is wrong.
  const isAsked = containers.some(({ service, state }) => service === 'backend' && state === 'running');
  const unregistered = isAsked ? workers.missing : [];
  const { redact, isAllowed } = await quotingOf(context.docker, containers);
  const rows = containers.map((container) => {
    const status = serviceStatus(isAllowed ? container : withoutProbe(container), {
      served,
      declared,
      now,
      unregistered,
    });
    return { ...status, problem: status.problem === null ? null : redact(status.problem) };
  });
  const services = [...rows, ...missingServices(containers, expected)].toSorted((one, other) =>
    one.name.localeCompare(other.name),
  );
  return {
    services,
    workers,
    isSick: services.some(({ problem }) => problem !== null) || workers.missing.length > 0,
    leftOver: containers.filter(({ service }) => isDropped(service, declared)),
  };
}

interface Quoting {
  /** Takes secrets out of what a health probe says; everything else in a problem is in our own words. */
  readonly redact: (text: string) => string;
  /** Whether it is known what secrets there are. */
  readonly isAllowed: boolean;
}

/** How the probes of unhealthy containers are quoted; without one, nobody is asked. */
async function quotingOf(docker: Context['docker'], containers: readonly Container[]): Promise<Quoting> {
  if (!containers.some(({ health }) => health?.status === 'unhealthy'))
    return { redact: (text) => text, isAllowed: true };
  const { values, unknown } = await containerSecrets(docker, containers);
  const redactor = createRedactor(values);
  return { redact: (text) => redactor.redact(text), isAllowed: unknown.length === 0 };
}

function withoutProbe(container: Container): Container {
  return { ...container, health: container.health && { ...container.health, lastProbe: undefined } };
}

/** How many containers each service should have: by the Compose file, or, where some of it is left out on purpose, by the last start. */
async function expectedServices(
  context: Pick<Context, 'home'>,
  { id, path }: Instance,
  served: ServedServices | undefined,
): Promise<ReadonlyMap<string, number>> {
  const own = Object.keys((await readEnvFile(path).catch(() => undefined)) ?? {});
  if (served !== undefined && !own.some((name) => name.startsWith('KTRDR_UP_'))) {
    return new Map([...served].map(([name, { replicas }]) => [name, replicas]));
  }
  return startedServices(await readEngineRecord(context, id).catch(() => undefined)) ?? new Map();
}

/** One for each service that has fewer containers than it should. */
function missingServices(containers: readonly Container[], expected: ReadonlyMap<string, number>): ServiceStatus[] {
  return missingContainers(expected, containers).map(({ name, there, wanted }) => ({
    name,
    state: 'missing',
    health: null,
    ports: [],
    problem: there === 0 ? 'has no container' : `has ${there} of ${wanted} containers`,
  }));
}

function isWorker({ variables }: Container): boolean {
  return WORKER_VARIABLES.some((name) => variables.includes(name));
}

async function workersStatus(containers: readonly Container[], host: string): Promise<WorkersStatus> {
  const workers = containers.filter(isWorker);
  const services = [...new Set(workers.map(({ service }) => service))].toSorted();
  const urls = services.flatMap((service): [string, string][] => {
    const own = workers.filter((one) => one.service === service).flatMap(({ ports }) => ports);
    const published = new Set(own.map((port) => port.published));
    const [port] = published;
    return port === undefined || published.size > 1 ? [] : [[service, `http://${urlHost(host)}:${port}`]];
  });
  const [registered, ids] = await Promise.all([registeredWorkers(containers, host), askWorkers(new Map(urls))]);
  const verdict = judgeWorkers({ services, registered, ids });
  // The backend goes on listing a dead one for a while.
  const alive = new Set(containers.filter(({ state }) => state === 'running').map(({ service }) => service));
  const missing = services.filter((service) => !verdict.registered.includes(service) || !alive.has(service));
  return {
    expected: services.length,
    registered: services.length - missing.length,
    missing,
    foreign: verdict.foreign,
  };
}

function serviceStatus(
  container: Container,
  {
    served,
    declared,
    now,
    unregistered,
  }: Pick<StackFacts, 'served' | 'declared'> & { readonly now: number; readonly unregistered: readonly string[] },
): ServiceStatus {
  const { service, state, health, ports } = container;
  const problem = isDropped(service, declared)
    ? dropped(container)
    : serviceProblem(container, { served: served?.get(service), now });
  return {
    problem: problem ?? (unregistered.includes(service) ? 'has not registered with the backend' : null),
    name: service,
    state,
    health: health?.status ?? null,
    ports: [...new Set(ports.map(({ published }) => published))].toSorted((one, other) => one - other),
  };
}

function isDropped(service: string, declared: StackFacts['declared']): boolean {
  return declared !== undefined && !declared.has(service);
}

/** As `up` says it. */
function dropped(container: Container): string {
  return `is not in the Compose file any more; to remove it: ${removeOrphans([container])}`;
}

/** By how many milliseconds the Engine's clock is ahead, which is asked for only where a start of a moment ago decides. */
async function clockAhead({ docker }: Pick<Context, 'docker'>, containers: readonly Container[]): Promise<number> {
  if (!containers.some(({ restartCount }) => restartCount > 0)) return 0;
  return await docker.identity().then(
    ({ clockAheadMs }) => clockAheadMs,
    () => 0,
  );
}

async function registeredWorkers(containers: readonly Container[], host: string): Promise<RegisteredWorker[]> {
  const port = containers.find(({ service }) => service === 'backend')?.ports.find(({ target }) => target === 8000);
  if (port === undefined) return [];
  const answer = await httpGet(`http://${urlHost(host)}:${port.published}/api/v1/workers`);
  return answer.kind === 'answered' && answer.status === 200 ? (parseWorkers(answer.body) ?? []) : [];
}
