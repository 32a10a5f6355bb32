import type { Container, ContainerSummary } from '@ktrdr/compose-runner';
import { isCodedError } from '@ktrdr/errors';
import { assertOwnProject } from '../assert-own-project.ts';
import type { Context } from '../context.ts';
import { httpGet } from '../gate/http-get.ts';
import { assertSameEngine } from '../engine/same-engine.ts';
import { askWorkers } from '../gate/ask-workers.ts';
import { type ForeignWorker, judgeWorkers } from '../gate/judge-workers.ts';
import { parseWorkers, type RegisteredWorker } from '../gate/parse-workers.ts';
import type { Instance } from '../instance.ts';
import { isMissing } from '../stats-at.ts';
import { readEnvFile } from '../env-file/env-file.ts';
import { type ServedBy, servedBy } from '../served/served-by.ts';
import type { ServedService } from '../served/served-services.ts';
import { type SharedObservability, sharedObservability } from '../served/shared-observability.ts';
import { urlHost } from '../url-host.ts';
import { WORKER_VARIABLES } from '../worker-variables.ts';
import { describeInstance, type InstanceDescription } from './describe-instance.ts';
import { type HostService, hostServices } from './host-services.ts';
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

/** An instance with what it shares with others. */
export interface Description extends InstanceDescription {
  /** Of Compose files that leave Jaeger, Grafana and Prometheus to a stack that all share; null for the others. */
  readonly sharedObservability: SharedObservability | null;
}

export interface InstanceStatus extends Description {
  readonly services: readonly ServiceStatus[];
  /** Worker services with a container, those of them that the backend knows as usable, and the names of the others; and whom else it knows. */
  readonly workers: {
    readonly expected: number;
    readonly registered: number;
    readonly missing: readonly string[];
    readonly foreign: readonly ForeignWorker[];
  };
  readonly hostServices: readonly HostService[];
  /** Whether it runs, and nothing is wrong with it. */
  readonly isWell: boolean;
  /** What to do where it is not; null where it is well, or was stopped and has no containers. */
  readonly advice: string | null;
}

/**
 * What the Engine, the backend and the host say of an instance now.
 *
 * @throws CodedError `ENGINE_CHANGED`, `FOREIGN_PROJECT`, and of Docker
 */
export async function status(context: Context, instance: Instance): Promise<InstanceStatus> {
  const [summaries, host, present, services, served] = await Promise.all([
    context.docker.summaries(instance.id),
    context.docker.host(),
    isMissing(instance.path).then((missing) => !missing),
    instance.kind.hostServices ? hostServices() : [],
    servedBy(context, instance),
  ]);
  assertOwnProject(instance.id, instance.path, summaries);
  // Where containers are, it was started on this Engine.
  if (summaries.length === 0) await assertSameEngine(context, instance);
  const containers = await context.docker.inspect(summaries.map(({ id }) => id));
  const description = describeInstance(instance, { containers, host, present, served: served.services });
  const rows = [
    ...containers.map((container) => serviceStatus(container, served.services?.get(container.service))),
    ...missingServices(containers, summaries.length === 0 ? undefined : await expectedServices(served, instance)),
  ];
  const workers = await workersStatus(containers, host);
  const isSick = rows.some(({ problem }) => problem !== null) || workers.missing.length > 0;
  return {
    ...description,
    state: description.state === 'running' && rows.length > containers.length ? 'partial' : description.state,
    sharedObservability: served.sharedObservability ? await sharedObservability(host) : null,
    services: rows.toSorted((one, other) => one.name.localeCompare(other.name)),
    workers,
    hostServices: services,
    isWell: description.state === 'running' && !isSick,
    advice: isSick ? `Something is wrong. To have all of it as it should be: ${instance.kind.command} up` : null,
  };
}

/** Services that a start begins; undefined where some are left out on purpose, or nobody knows. */
async function expectedServices({ services }: ServedBy, { path }: Instance): Promise<readonly string[] | undefined> {
  const own = Object.keys((await readEnvFile(path).catch(() => undefined)) ?? {});
  return own.some((name) => name.startsWith('KTRDR_UP_')) ? undefined : services && [...services.keys()];
}

function missingServices(containers: readonly Container[], expected: readonly string[] | undefined): ServiceStatus[] {
  const there = new Set(containers.map(({ service }) => service));
  return (expected ?? [])
    .filter((name) => !there.has(name))
    .map((name) => ({ name, state: 'missing', health: null, ports: [], problem: 'has no container' }));
}

/**
 * The description alone: after `init`, `create`, `up` and `down`. What they did is done: an Engine that does not answer any more fails
 * nothing, and makes the state `unknown`.
 *
 * @param seen its containers, where they are known
 */
export async function describe(
  context: Context,
  instance: Instance,
  seen?: readonly ContainerSummary[],
): Promise<Description> {
  const [containers, host, present, served] = await Promise.all([
    seen ?? unlessUnreachable(context.docker.summaries(instance.id)),
    unlessUnreachable(context.docker.host()),
    isMissing(instance.path).then((missing) => !missing),
    servedBy(context, instance),
  ]);
  const facts = { containers: containers ?? [], host: host ?? '127.0.0.1', present, served: served.services };
  const description = describeInstance(instance, facts);
  return {
    ...description,
    state: containers === undefined && present ? 'unknown' : description.state,
    sharedObservability: served.sharedObservability ? await sharedObservability(facts.host) : null,
  };
}

/** Undefined where Docker fails. */
async function unlessUnreachable<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (!isCodedError(error)) throw error;
    return undefined;
  }
}

function isWorker({ variables }: Container): boolean {
  return WORKER_VARIABLES.some((name) => variables.includes(name));
}

async function workersStatus(containers: readonly Container[], host: string): Promise<InstanceStatus['workers']> {
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

function serviceStatus(container: Container, served: ServedService | undefined): ServiceStatus {
  const { service, state, health, ports } = container;
  return {
    problem: serviceProblem(container, served),
    name: service,
    state,
    health: health?.status ?? null,
    ports: [...new Set(ports.map(({ published }) => published))].toSorted((one, other) => one - other),
  };
}

async function registeredWorkers(containers: readonly Container[], host: string): Promise<RegisteredWorker[]> {
  const port = containers.find(({ service }) => service === 'backend')?.ports.find(({ target }) => target === 8000);
  if (port === undefined) return [];
  const answer = await httpGet(`http://${urlHost(host)}:${port.published}/api/v1/workers`);
  return answer.kind === 'answered' && answer.status === 200 ? (parseWorkers(answer.body) ?? []) : [];
}
