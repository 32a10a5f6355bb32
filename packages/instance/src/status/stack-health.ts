import type { Container } from '@ktrdr/compose-runner';
import { createRedactor } from '@ktrdr/secrets';
import type { Context } from '../core/context.ts';
import { type WorkersStatus, workersStatus } from '../readiness/workers-status.ts';
import type { Instance } from '../core/instance.ts';
import { instanceSecrets } from '../redaction/instance-secrets.ts';
import type { ServedServices } from '../served/served-services.ts';
import { expectedServices } from '../served/expected-services.ts';
import { missingContainers } from '../served/missing-containers.ts';
import { commandsOf } from '../causes/commands-of.ts';
import { containerTroubles } from '../causes/container-troubles.ts';
import type { Trouble } from '../causes/cause.ts';

/** How one service of a stack is. */
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
  context: Pick<Context, 'home' | 'now' | 'docker' | 'env'>,
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
  const { redact, isAllowed } = await quotingOf(context, instance, containers);
  const about = { served: { services: served, declared }, now, ...commandsOf(instance) };
  const rows = containers.map((container) => {
    const [trouble] = containerTroubles(isAllowed ? container : withoutProbe(container), about);
    const status = serviceStatus(container, trouble, unregistered);
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
async function quotingOf(
  context: Pick<Context, 'docker' | 'env'>,
  instance: Instance,
  containers: readonly Container[],
): Promise<Quoting> {
  if (!containers.some(({ health }) => health?.status === 'unhealthy'))
    return { redact: (text) => text, isAllowed: true };
  const { values, unknown } = await instanceSecrets(context, instance, containers);
  const redactor = createRedactor(values);
  return { redact: (text) => redactor.redact(text), isAllowed: unknown.length === 0 };
}

function withoutProbe(container: Container): Container {
  return { ...container, health: container.health && { ...container.health, lastProbe: undefined } };
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

function serviceStatus(
  container: Container,
  trouble: Trouble | undefined,
  unregistered: readonly string[],
): ServiceStatus {
  const { service, state, health, ports } = container;
  // What is only starting is not sick.
  const problem = trouble === undefined || trouble.code === 'STARTING' ? null : inWords(trouble);
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

/** What `up` does not mend, with the command that does. */
function inWords({ code, summary, fix }: Trouble): string {
  return code === 'ORPHAN' ? `${summary}; to remove it: ${fix}` : summary;
}

/** By how many milliseconds the Engine's clock is ahead, which is asked for only where a start of a moment ago decides. */
async function clockAhead({ docker }: Pick<Context, 'docker'>, containers: readonly Container[]): Promise<number> {
  if (!containers.some(({ restartCount }) => restartCount > 0)) return 0;
  return await docker.identity().then(
    ({ clockAheadMs }) => clockAheadMs,
    () => 0,
  );
}
