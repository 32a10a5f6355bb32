import { CodedError, quoteArgument } from '@ktrdr/errors';
import type { EndpointName } from '@ktrdr/compose-runner';
import type { Context } from '../core/context.ts';
import type { Instance } from '../core/instance.ts';
import { type EngineRecord, engineRecordFile, readEngineRecord, writeEngineRecord } from './engine-record.ts';

/**
 * Refuses where `docker` speaks to another Engine than the one that the instance was started on: its containers go on running
 * there, and here nothing of it would be found.
 *
 * @param engine the id of the Engine that `docker` speaks to, where it is known already
 * @throws CodedError `ENGINE_CHANGED`, with the way back; `ENGINE_RECORD_UNREADABLE`, and of Docker
 */
export async function assertSameEngine(context: Context, { id }: Pick<Instance, 'id'>, engine?: string): Promise<void> {
  const record = await readEngineRecord(context, id);
  if (record === undefined) return;
  const now = engine ?? (await context.docker.identity()).id;
  if (now === '') throw engineUnknown(id);
  if (now !== record.id) throw await engineChanged(context, id, record);
}

/**
 * Writes down on which Engine the instance is about to be started, after {@link assertSameEngine}.
 *
 * @param engine its id; where it is empty nothing is written, and later nothing can be refused
 * @throws CodedError `ENGINE_RECORD_UNREADABLE`, `ENGINE_RECORD_UNWRITABLE`
 */
export async function rememberEngine(context: Context, { id }: Pick<Instance, 'id'>, engine: string): Promise<void> {
  if (engine === '' || (await readEngineRecord(context, id)) !== undefined) return;
  await writeEngineRecord(context, id, { id: engine, endpoint: await context.docker.endpoint() });
}

/**
 * Writes down which services the instance is about to be started with, after {@link rememberEngine}: a container of theirs that there is
 * not later was removed.
 *
 * @param services how many containers each is to have
 * @throws CodedError `ENGINE_RECORD_UNREADABLE`, `ENGINE_RECORD_UNWRITABLE`
 */
export async function rememberServices(
  context: Context,
  { id }: Pick<Instance, 'id'>,
  services: ReadonlyMap<string, number>,
): Promise<void> {
  const record = await readEngineRecord(context, id);
  if (record === undefined) return;
  const names = [...services.keys()].toSorted();
  const scaled = names.flatMap((name): [string, number][] => {
    const replicas = services.get(name) ?? 1;
    return replicas === 1 ? [] : [[name, replicas]];
  });
  const { id: engine, endpoint } = record;
  const wanted = {
    id: engine,
    endpoint,
    services: names,
    ...(scaled.length > 0 && { replicas: Object.fromEntries(scaled) }),
  };
  if (JSON.stringify(wanted) !== JSON.stringify(record)) await writeEngineRecord(context, id, wanted);
}

/**
 * Writes down that the instance has no containers on its Engine, until it is started again.
 *
 * @throws CodedError `ENGINE_RECORD_UNREADABLE`, `ENGINE_RECORD_UNWRITABLE`
 */
export async function rememberStopped(context: Context, { id }: Pick<Instance, 'id'>): Promise<void> {
  const record = await readEngineRecord(context, id);
  if (record !== undefined && record.stopped !== true)
    await writeEngineRecord(context, id, { ...record, stopped: true });
}

/** Whether it is another one, nobody knows. */
function engineUnknown(id: string): CodedError {
  return new CodedError(`The Docker Engine does not say whether it is the one that ${id} was started on`, {
    code: 'ENGINE_CHANGED',
    hint: 'Nothing was changed. It reported an ID then (docker info), but reports none now: restart it, and run the command again.',
  });
}

async function engineChanged(context: Context, id: string, record: EngineRecord): Promise<CodedError> {
  const now = await context.docker.endpoint();
  return new CodedError(
    `${id} was started on another Docker Engine (${inWords(record.endpoint)}), not the one that docker uses now (${inWords(now)})`,
    {
      code: 'ENGINE_CHANGED',
      hint:
        `Nothing was changed. ${wayBack(context, record.endpoint, now)}\n` +
        `If that Engine is gone for good, with everything on it: rm ${quoteArgument(engineRecordFile(context, id))}`,
    },
  );
}

function inWords({ kind, name }: EndpointName): string {
  return kind === 'host' ? `DOCKER_HOST=${name}` : `context ${name}`;
}

/** What a person types to have `docker` speak to an Engine that was named like that. */
function wayBack({ env }: Context, then: EndpointName, now: EndpointName): string {
  if (then.kind === now.kind && then.name === now.name)
    return 'The name is the same, so the Engine behind it has changed: it was reset or reinstalled.';
  const again = 'To use that Engine again:';
  if (then.kind === 'host') return `${again} export DOCKER_HOST=${quoteArgument(then.name)}`;
  // These two have their way before what is in use. Source: docker(1), DOCKER_CONTEXT
  const overriding = ['DOCKER_HOST', 'DOCKER_CONTEXT'].filter((name) => (env[name] ?? '') !== '');
  const unset = overriding.length === 0 ? '' : `unset ${overriding.join(' ')}; `;
  return `${again} ${unset}docker context use ${quoteArgument(then.name)}`;
}
