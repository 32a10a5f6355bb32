import { type Container, type EngineEvent, labels } from '@ktrdr/compose-runner';
import { CodedError, isCodedError } from '@ktrdr/errors';
import { isWithinConfinement } from '../core/confinement.ts';
import { instanceCommand } from '../core/instance-command.ts';
import type { Context } from '../core/context.ts';
import type { Instance } from '../core/instance.ts';
import { registeredInstances } from '../core/registered-instances.ts';
import { assertOwnProject } from '../engine/assert-own-project.ts';
import { assertSameEngine } from '../engine/same-engine.ts';
import { absentService, whichThereAre } from '../served/absent-service.ts';
import { createLogReader, logOwner, type Selection } from './create-log-reader.ts';
import { createMerge } from './create-merge.ts';
import { createLogSource } from './create-log-source.ts';
import { followContainers } from './follow-containers.ts';
import type { LogOwner, LogRecord } from './log-record.ts';
import { type Moment, momentAt } from './moment.ts';

/** Which lines, and who gets them. */
export interface ShowLogsOptions extends Selection {
  /** Those of these services; of all where none is named. */
  readonly services?: readonly string[];
  /** Whether what is written from now on is waited for, also of containers that start meanwhile. @default false */
  readonly follow?: boolean;
  /** The last so many lines of each container that there are now. @default all of them */
  readonly lines?: number | undefined;
  readonly since?: Moment | undefined;
  /** Not with `follow`. */
  readonly until?: Moment | undefined;
  readonly signal: AbortSignal;
  /** Told, before the first line, whose logs there are. */
  readonly onOwners?: (owners: readonly LogOwner[]) => void;
  /** Told of each line, the next one when it is done with this one. */
  readonly onLine: (line: LogRecord) => Promise<void> | void;
}

/** What an instance's containers are asked for. */
interface Shown {
  readonly instance: Instance;
  readonly containers: readonly Container[];
}

/**
 * Reads the logs of an instance's containers, of all or of some services, merged by time. Needs neither the Compose file nor 1Password; the
 * secrets that the containers were given are redacted, as far as `instanceSecrets` knows them. One line of each container is held at a time, and what the
 * Engine's streams hold.
 *
 * @throws CodedError `ENGINE_CHANGED`, `NO_SUCH_SERVICE`, `NO_CONTAINERS`, `LOGS_FAILED`, and of Docker; the reason of the signal, where it does not follow
 */
export async function showLogs(context: Context, instance: Instance, options: ShowLogsOptions): Promise<void> {
  const clock = await clockOf(context, options);
  const [containers] = await Promise.all([
    context.docker.containers(instance.id),
    assertSameEngine(context, instance, clock?.id),
  ]);
  assertOwnProject(instance.id, instance.path, containers);
  const services = [...new Set(containers.map(({ service }) => service))].toSorted();
  if (services.length === 0) throw noContainers(instance);
  for (const service of options.services ?? [])
    if (!services.includes(service)) throw await absentService(context, instance, { service, services });
  await show(context, [{ instance, containers }], options, { now: clock?.now });
}

/**
 * The same of all registered instances that run; where it follows, also of those that start meanwhile. One that cannot be read is told of and left out.
 *
 * @throws CodedError `NO_CONTAINERS` where none runs, `NO_SUCH_SERVICE` where none has such a service; and those of {@link showLogs}
 */
export async function showAllLogs(context: Context, options: ShowLogsOptions): Promise<void> {
  const instances = (await registeredInstances(context)).filter(({ id }) => isWithinConfinement(context, id));
  const [{ id, clockAheadMs }, summaries] = await Promise.all([context.docker.identity(), context.docker.summaries()]);
  /** Those of which is told already why they are left out. */
  const leftOut = new Set<string>();
  const ownOf = async (instance: Instance): Promise<readonly Container[] | undefined> => {
    if (leftOut.has(instance.id)) return undefined;
    try {
      await assertSameEngine(context, instance, id);
      const containers = await context.docker.containers(instance.id);
      assertOwnProject(instance.id, instance.path, containers);
      return containers;
    } catch (error) {
      if (!isCodedError(error)) throw error;
      leftOut.add(instance.id);
      context.report({ type: 'warning', text: `${instance.id} is left out: ${error.message}` });
      return undefined;
    }
  };
  const running = instances.filter((instance) =>
    summaries.some(({ project, workingDirectory, state }) => {
      return project === instance.id && workingDirectory === instance.path && state === 'running';
    }),
  );
  const found = await Promise.all(
    running.map(async (instance): Promise<Shown[]> => {
      const containers = await ownOf(instance);
      return containers === undefined ? [] : [{ instance, containers }];
    }),
  );
  const shown = found.flat();
  if (shown.length === 0) throw noneRuns();
  const services = [...new Set(shown.flatMap(({ containers }) => containers.map(({ service }) => service)))].toSorted();
  for (const service of options.services ?? []) if (!services.includes(service)) throw noneHas(service, services);
  const join = async (project: string): Promise<Shown | undefined> => {
    if (!isWithinConfinement(context, project)) return undefined;
    const instance = (await registeredInstances(context)).find((one) => one.id === project);
    const containers = instance && (await ownOf(instance));
    return instance && containers && { instance, containers };
  };
  await show(context, shown, options, { now: context.now().getTime() + clockAheadMs, join });
}

/** The Engine's time, and who it is, where somebody needs to know. */
async function clockOf(
  { docker, now }: Context,
  { follow = false, since, until }: ShowLogsOptions,
): Promise<{ readonly id: string; readonly now: number } | undefined> {
  const isRelative = [since, until].some((moment) => moment !== undefined && 'ago' in moment);
  if (!follow && !isRelative) return undefined;
  const { id, clockAheadMs } = await docker.identity();
  return { id, now: now().getTime() + clockAheadMs };
}

interface Following {
  /** The Engine's time, where somebody needs to know. */
  readonly now: number | undefined;
  /** The instance whose project has started meanwhile, where it belongs to what is followed. */
  readonly join?: (project: string) => Promise<Shown | undefined>;
}

async function show(
  context: Context,
  all: readonly Shown[],
  { services = [], follow = false, lines, since, until, signal, onOwners, onLine, ...selection }: ShowLogsOptions,
  { now, join }: Following,
): Promise<void> {
  const { docker } = context;
  const isWanted = (service: string | undefined): boolean =>
    service !== undefined && (services.length === 0 || services.includes(service));
  const reader = createLogReader(context, selection);
  const instances = new Map(all.map(({ instance }) => [instance.id, instance]));
  await Promise.all(all.map(async ({ instance, containers }) => await reader.learn(instance, containers)));
  const wanted = all.flatMap(({ containers }) => containers.filter(({ service }) => isWanted(service)));
  onOwners?.(wanted.map(logOwner));
  const beginning = { tail: lines, since: momentAt(since, now) };
  const log = createLogSource(context, { until: momentAt(until, now), follow });

  const records =
    follow && wanted.some(isExpected)
      ? followContainers({
          containers: wanted,
          beginning,
          signal,
          lines: log.lines,
          read: (container, written) => reader.read(container, written),
          ask: async () => await docker.identity(),
          watch: async (onEvent, ending) => await watch(onEvent, ending),
          meet: async (id) => await meet(id),
          isAnyExpected: async () => (await docker.summaries()).some((one) => isOurs(one) && isExpected(one)),
        })
      : mergeAll(wanted.map((container) => reader.read(container, log.lines(container, beginning, signal))));
  try {
    for await (const record of records) {
      const shown = onLine(record);
      if (shown !== undefined) await shown;
    }
  } catch (error) {
    // Ctrl-C is how following ends.
    if (!follow || !signal.aborted) throw error;
  }
  log.assertAnyRead();

  function isOurs({ project, service }: Pick<Container, 'project' | 'service'>): boolean {
    return isWanted(service) && instances.has(project);
  }

  async function watch(onEvent: (event: EngineEvent) => void, ending: AbortSignal): Promise<void> {
    const [one, ...others] = instances.keys();
    const project = others.length === 0 && join === undefined ? one : undefined;
    await docker.events(project, {
      since: now ?? context.now().getTime(),
      signal: ending,
      onEvent: (event) => {
        const { [labels.project]: owner = '', [labels.service]: service = '' } = event.attributes;
        if (isOurs({ project: owner, service }) || (join !== undefined && isWanted(service))) onEvent(event);
      },
    });
  }

  async function joined(project: string): Promise<Instance | undefined> {
    const found = await join?.(project);
    if (found === undefined) return undefined;
    instances.set(project, found.instance);
    // Any of them may write what another one must not show.
    await reader.learn(found.instance, found.containers);
    return found.instance;
  }

  async function meet(id: string): Promise<Container | undefined> {
    const [container] = await docker.inspect([id]);
    if (container === undefined) return undefined;
    const instance = instances.get(container.project) ?? (await joined(container.project));
    if (instance === undefined) return undefined;
    assertOwnProject(instance.id, instance.path, [container]);
    await reader.learn(instance, [container]);
    return container;
  }
}

/** The states of a container that has ended, and that nobody starts. */
const OVER = new Set(['exited', 'dead', 'removing']);

/** Whether it runs, or is about to. */
function isExpected({ state }: Pick<Container, 'state'>): boolean {
  return !OVER.has(state);
}

function mergeAll(sources: readonly AsyncIterable<LogRecord>[]): AsyncIterable<LogRecord> {
  const merge = createMerge<LogRecord>();
  for (const source of sources) merge.add(source);
  merge.seal();
  return merge.items;
}

function noContainers(instance: Instance): CodedError {
  return new CodedError(`${instance.id} has no containers, so it has no logs`, {
    code: 'NO_CONTAINERS',
    hint: `Start it with: ${instanceCommand('up', instance)}`,
  });
}

function noneRuns(): CodedError {
  return new CodedError('No instance is running, so there are no logs', {
    code: 'NO_CONTAINERS',
    hint: 'To see the instances: ktrdr sandbox list',
  });
}

function noneHas(service: string, services: readonly string[]): CodedError {
  return new CodedError(`No running instance has a service ${service}`, {
    code: 'NO_SUCH_SERVICE',
    hint: whichThereAre(service, services, 'Their services are'),
  });
}
