import { isCodedError } from '@ktrdr/errors';
import type { ContainerSummary } from '@ktrdr/compose-runner';
import type { Context } from '../context.ts';
import { readEngineRecord } from '../engine/engine-record.ts';
import type { Instance } from '../instance.ts';
import { registeredInstances } from '../registered-instances.ts';
import { servedBy } from '../served/served-by.ts';
import { isMissing } from '../stats-at.ts';
import { describeInstance, type InstanceDescription, sayAllUrls } from '../status/describe-instance.ts';
import { type GitMarks, gitMarks } from './git-marks.ts';
import { readBranch } from './read-branch.ts';

/** An instance with what a list of all shows beside its description. */
export interface ListedInstance extends InstanceDescription {
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  /** The branch that is checked out, or the commit; null where that cannot be told. */
  readonly branch: string | null;
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
 * Every registered instance, local-prod first, then by slot. The Engine is asked once for all of them; where it cannot be
 * asked, their state is `unknown` and a note says why. A missing directory is shown as such.
 */
export async function listInstances(context: Context, options: ListOptions = {}): Promise<ListedInstance[]> {
  // Asked before it is known whether there is anything to ask for: the Engine's answer is what takes long.
  const asked = askEngine(context);
  // Nobody waits for it when the registry cannot be read.
  asked.catch(() => {});
  const instances = await registeredInstances(context);
  if (instances.length === 0) return [];
  const { engine, note } = await asked;
  if (note !== undefined) context.report({ type: 'note', text: note });
  const elsewhere = engine === undefined ? [] : await startedElsewhere(context, instances, engine);
  if (elsewhere.length > 0) {
    const text = `Started on another Docker Engine than the one that docker speaks to now, so that what runs is not known: ${elsewhere.join(', ')}`;
    context.report({ type: 'note', text });
  }
  return await Promise.all(
    instances.map(
      async (instance) =>
        await listed(context, { instance, engine: elsewhere.includes(instance.id) ? undefined : engine, ...options }),
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
    return { note: `${error.message}: what runs is not known. ${error.hint ?? ''}`.trim() };
  }
}

/** Those of the instances without containers here that were started on another Engine, by their ids. Mostly nobody has to be asked. */
async function startedElsewhere(
  context: Context,
  instances: readonly Instance[],
  { containers }: EngineFacts,
): Promise<string[]> {
  const absent = instances.filter(({ id }) => !containers.some(({ project }) => project === id));
  const records = await Promise.all(
    absent.map(async ({ id }) => ({ id, record: await readEngineRecord(context, id).catch(() => undefined) })),
  );
  if (records.every(({ record }) => record === undefined)) return [];
  const engine = await context.docker.identity().then(
    ({ id }) => id,
    () => '',
  );
  if (engine === '') return [];
  return records.flatMap(({ id, record }) => (record === undefined || record.id === engine ? [] : [id]));
}

interface Listing extends ListOptions {
  readonly instance: Instance;
  readonly engine: EngineFacts | undefined;
}

async function listed(context: Context, { instance, engine, git, urls = true }: Listing): Promise<ListedInstance> {
  const { id, path, createdAt } = instance;
  const present = !(await isMissing(path));
  // Containers of another directory under the same name are somebody else's.
  const containers = engine?.containers.filter((one) => one.project === id && one.workingDirectory === path) ?? [];
  const served = urls && present && !sayAllUrls(containers) ? (await servedBy(context, instance)).services : undefined;
  const host = engine?.host ?? '127.0.0.1';
  const description = describeInstance(instance, { containers, present, host, served });
  const [branch, marks] = await Promise.all([
    present ? readBranch(path) : undefined,
    present && git === true ? gitMarks(context, path) : null,
  ]);
  return {
    ...description,
    ...(engine === undefined && present ? { state: 'unknown' as const } : {}),
    createdAt,
    branch: branch ?? null,
    ...(git === true ? { git: marks } : {}),
  };
}
