import { type CodedError, isCodedError } from '@ktrdr/errors';
import { type ContainerSummary, LOCAL_HOST } from '@ktrdr/compose-runner';
import { isWithinConfinement } from '../core/confinement.ts';
import type { Context } from '../core/context.ts';
import { type EngineRecord, readEngineRecord, startedServices } from '../engine/engine-record.ts';
import type { Instance } from '../core/instance.ts';
import { whereMoved } from '../checkout/where-moved.ts';
import { registeredInstances } from '../core/registered-instances.ts';
import { servedBy } from '../served/served-by.ts';
import { isMissing } from '../core/stats-at.ts';
import { describeInstance, type InstanceDescription, sayAllUrls } from '../status/describe-instance.ts';
import { missingContainers } from '../served/missing-containers.ts';
import { type GitMarks, gitMarks } from './git-marks.ts';
import { readBranch } from '../git/read-branch.ts';

/** An instance with what a list of all shows beside its description. */
export interface ListedInstance extends InstanceDescription {
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  /** The branch that is checked out, or the commit; null where that cannot be told. */
  readonly branch: string | null;
  /** Where its directory was moved to, where nothing is at the registered path and that is seen. */
  readonly movedTo?: string | undefined;
  /** Only if it was asked for; null where there is no directory. */
  readonly git?: GitMarks | null;
}

export interface ListOptions {
  /** Ask git what is not committed or not pushed. */
  readonly git?: boolean;
  /** Read the Compose files of what does not run, for its URLs; without it these are null. @default true */
  readonly urls?: boolean;
}

/** What the Engine says of all projects. */
interface EngineFacts {
  readonly containers: readonly ContainerSummary[];
  readonly host: string;
}

/**
 * Every registered instance, local-prod first, then by slot. The Engine is asked once for all of them, and once who it is where one was ever
 * started. Where it cannot be asked, or is another one, or does not tell who it is and has no containers of an instance that was started, the
 * state is `unknown` and a note says why. A missing directory is shown as such.
 */
export async function listInstances(context: Context, options: ListOptions = {}): Promise<ListedInstance[]> {
  // Asked before it is known whether there is anything to ask for: the Engine's answer is what takes long.
  const asked = askEngine(context);
  // Nobody waits for it when the registry cannot be read.
  asked.catch(() => {});
  const instances = (await registeredInstances(context)).filter(({ id }) => isWithinConfinement(context, id));
  if (instances.length === 0) return [];
  const records = await recordsOf(context, instances);
  // While it answers the first question.
  const identity = records.size === 0 ? undefined : askIdentity(context);
  // Where the first question fails, nobody waits for this one.
  identity?.catch(() => {});
  const { engine, note } = await asked;
  if (note !== undefined) context.report({ type: 'note', text: note });
  const here = await identity;
  const started = instances.filter(({ id }) => records.has(id));
  const elsewhere =
    engine === undefined || here === undefined ? [] : startedElsewhere(started, { records, engine, here: here.id });
  if (elsewhere.length > 0) {
    const different = `Started on another Docker Engine, not the one that docker uses now, so their state is unknown: ${elsewhere.join(', ')}`;
    context.report({ type: 'note', text: here?.note ?? different });
  }
  return await Promise.all(
    instances.map(
      async (instance) =>
        await listed(context, {
          instance,
          engine: elsewhere.includes(instance.id) ? undefined : engine,
          started: startedServices(records.get(instance.id)),
          ...options,
        }),
    ),
  );
}

interface EngineAnswer {
  readonly engine?: EngineFacts;
  /** Why there is none. */
  readonly note?: string;
}

async function askEngine(context: Context): Promise<EngineAnswer> {
  try {
    const [containers, host] = await Promise.all([context.docker.summaries(), context.docker.host()]);
    return { engine: { containers, host } };
  } catch (error) {
    if (!isCodedError(error)) throw error;
    return { note: noteOf(error) };
  }
}

function noteOf({ message, hint = '' }: CodedError): string {
  return `${message}: the state of the instances is unknown. ${hint}`.trim();
}

/** The Engine's own name for itself, or why it is not known. */
async function askIdentity(context: Context): Promise<{ readonly id?: string; readonly note?: string }> {
  try {
    return await context.docker.identity();
  } catch (error) {
    if (!isCodedError(error)) throw error;
    return { note: noteOf(error) };
  }
}

/**
 * Those of the instances that were started on another Engine than this one, by their ids, also where this one has containers of the same name and
 * directory: those are not the instance's, or not all of it. Where the Engine does not tell who it is, those that it has no containers of.
 */
function startedElsewhere(
  started: readonly Instance[],
  {
    records,
    engine,
    here,
  }: { readonly records: EngineRecords; readonly engine: EngineFacts; readonly here: string | undefined },
): string[] {
  return started
    .filter((instance) =>
      here === undefined ? containersOf(instance, engine).length === 0 : records.get(instance.id)?.id !== here,
    )
    .map(({ id }) => id);
}

/** Containers of another directory under the same name are somebody else's. */
function containersOf({ id, path }: Instance, { containers }: EngineFacts): ContainerSummary[] {
  return containers.filter((one) => one.project === id && one.workingDirectory === path);
}

type EngineRecords = ReadonlyMap<string, EngineRecord>;

/** What was written down at the instances' starts, as far as it can be read. */
async function recordsOf(context: Context, instances: readonly Instance[]): Promise<EngineRecords> {
  const records = await Promise.all(
    instances.map(async ({ id }) => [id, await readEngineRecord(context, id).catch(() => undefined)] as const),
  );
  return new Map(records.flatMap(([id, record]) => (record === undefined ? [] : [[id, record] as const])));
}

interface Listing extends ListOptions {
  readonly instance: Instance;
  readonly engine: EngineFacts | undefined;
  /** The services that the last start was to start, each with the number of its containers; undefined: nobody knows. */
  readonly started: ReadonlyMap<string, number> | undefined;
}

async function listed(
  context: Context,
  { instance, engine, started, git, urls = true }: Listing,
): Promise<ListedInstance> {
  const { path, createdAt } = instance;
  const present = !(await isMissing(path));
  const containers = engine === undefined ? [] : containersOf(instance, engine);
  const served = urls && present && !sayAllUrls(containers) ? (await servedBy(context, instance)).services : undefined;
  const host = engine?.host ?? LOCAL_HOST;
  const description = describeInstance(instance, { containers, present, host, served, started });
  // Files are read only where the last start has not started all that there is.
  const isAnyDropped = async (): Promise<boolean> => {
    const others = containers.filter(({ service }) => started !== undefined && !started.has(service));
    if (others.length === 0 || !present) return false;
    const { declared } = await servedBy(context, instance);
    return declared !== undefined && others.some(({ service }) => !declared.has(service));
  };
  const [branch, marks] = await Promise.all([
    present ? readBranch(path) : undefined,
    present && git === true ? gitMarks(context, path) : null,
  ]);
  return {
    ...description,
    ...(description.state === 'running' && (isAnyRemoved(started, containers) || (await isAnyDropped()))
      ? { state: 'partial' as const }
      : {}),
    ...(engine === undefined && present ? { state: 'unknown' as const } : {}),
    createdAt,
    branch: branch ?? null,
    ...(present ? {} : { movedTo: await whereMoved(context, instance) }),
    ...(git === true ? { git: marks } : {}),
  };
}

/** Whether a container of a service that was started is not there any more. */
function isAnyRemoved(
  started: ReadonlyMap<string, number> | undefined,
  containers: readonly ContainerSummary[],
): boolean {
  return started !== undefined && missingContainers(started, containers).length > 0;
}
