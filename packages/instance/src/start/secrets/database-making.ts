import type { Context } from '../../core/context.ts';
import type { Instance } from '../../core/instance.ts';
import { startingSince } from '../../volumes/came-while-starting.ts';
import type { StartVolumes } from '../../volumes/start-volumes.ts';
import {
  emptyMemory,
  fingerprintOf,
  knownVolumes,
  readSecretsMemory,
  writeSecretsMemory,
} from '../../volumes/secrets-memory.ts';
import type { DatabaseStart } from './volume-memory.ts';

/**
 * Writes down with which secrets Compose makes a database from now on: PostgreSQL keeps them, also where the start is killed, or its gate
 * fails. The operation's lock must be held.
 *
 * @param context with the Engine's clock
 */
export async function beginDatabase(
  context: Context,
  instance: Instance,
  { database, volumes }: { readonly database: DatabaseStart; readonly volumes: Pick<StartVolumes, 'makesMore'> },
): Promise<void> {
  if (!volumes.makesMore || database.volumes.length === 0) return;
  const before = await readSecretsMemory(context, instance);
  // What a killed start has made stays known.
  const known = before === undefined ? [] : knownVolumes(before, await context.docker.volumesNamed(database.volumes));
  const { key } = before ?? emptyMemory();
  const { source, password } = database;
  const making = { since: startingSince(context.now()), source, fingerprint: fingerprintOf(key, password) };
  await writeSecretsMemory(context, instance, { key, volumes: known, making });
}

/**
 * Writes down which volumes of the database the start has made, however it has ended. Where the Engine cannot be asked any more, what was
 * written down when it began tells. The operation's lock must be held.
 */
export async function endDatabase(context: Context, instance: Instance, { volumes }: DatabaseStart): Promise<void> {
  const memory = await readSecretsMemory(context, instance);
  if (memory?.making === undefined) return;
  const there = await context.docker.volumesNamed(volumes).catch(() => undefined);
  if (there === undefined) return;
  await writeSecretsMemory(context, instance, { key: memory.key, volumes: knownVolumes(memory, there) });
}
