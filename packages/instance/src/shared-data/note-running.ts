import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { quoteArgument } from '@ktrdr/errors';
import { commandsOf } from '../causes/commands-of.ts';
import { answer } from '../core/answer.ts';
import type { Context } from '../core/context.ts';
import type { Instance } from '../core/instance.ts';
import { inTime } from '../core/in-time.ts';
import { isWithin } from '../core/is-within.ts';
import { registeredInstances } from '../core/registered-instances.ts';
import { isMadeWithoutSecrets } from '../volumes/secrets-memory.ts';
import type { SharedDirectory } from './shared-directories.ts';

const BLIND = 'see neither the new data nor, once it is deleted, the old';
/** Of a container that has nothing mounted now. */
const IDLE = new Set(['created', 'exited', 'dead']);

/** What was replaced. */
export interface Replaced {
  readonly shared: string;
  readonly names: readonly SharedDirectory[];
  /** Whether there was anything in it. */
  readonly wasFilled: boolean;
}

/** Says which instances, and which containers of others, have what was replaced, and how they get the new data. */
export async function noteRunning(context: Context, { shared, names, wasFilled }: Replaced): Promise<void> {
  const note = (text: string): void => context.report({ type: 'note', text });
  const bound = await answer(inTime(context.docker.boundDirectories()));
  if (bound.kind === 'failed') {
    if (wasFilled) note(`Running containers ${BLIND}: give them the new data with ktrdr up, for each instance.`);
    return;
  }
  const places = names.map((name) => join(shared, name));
  const found = bound.value.map(async (one) => {
    if (one.by === 'volume' || IDLE.has(one.state ?? '')) return [];
    const path = await realpath(one.path).catch(() => one.path);
    return places.some((place) => isWithin(path, place)) ? [one] : [];
  });
  const users = (await Promise.all(found)).flat();
  const registered = await registeredInstances(context);
  const instances = registered.filter(({ id }) => users.some(({ project }) => project === id));
  const others = users.filter(({ project }) => instances.every(({ id }) => id !== project)).map(({ name }) => name);
  const containers = [...new Set(others)];
  if (instances.length + containers.length === 0) return;
  const commands = [
    ...(await Promise.all(instances.map(async (instance) => await startOf(context, instance)))),
    ...(containers.length === 0 ? [] : [`docker restart ${containers.map(quoteArgument).join(' ')}`]),
  ];
  const who = [...instances.map(({ id }) => id), ...containers].join(', ');
  note(
    `Still running with the replaced data: ${who}. They ${BLIND}. To give them the new data: ${commands.join(' && ')}`,
  );
}

async function startOf(context: Context, instance: Instance): Promise<string> {
  return commandsOf({ instance, withoutSecrets: await isMadeWithoutSecrets(context, instance) }).up;
}
