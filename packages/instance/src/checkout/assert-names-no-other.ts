import { join } from 'node:path';
import { CodedError } from '@ktrdr/errors';
import { destroyCommand } from '../core/destroy-command.ts';
import { instanceCommand } from '../core/instance-command.ts';
import type { Instance } from '../core/instance.ts';
import { ENV_FILE, readEnvFile } from '../env-file/env-file.ts';

/**
 * Refuses what cannot be undone where it was given in a directory, without a name, that is registered as one instance and says that it is another:
 * worktrees that have changed places, or a file that was copied. Nobody knows which of the two is meant.
 *
 * @throws CodedError `IDENTITY_MISMATCH`
 */
export async function assertNamesNoOther(instance: Instance, verb: 'down' | 'destroy'): Promise<void> {
  const { id, path } = instance;
  const other = (await readEnvFile(path).catch(() => undefined))?.['INSTANCE_ID'];
  if (other === undefined || other === id) return;
  const named = verb === 'down' ? `${instanceCommand('down', instance)} --volumes` : destroyCommand(instance);
  throw new CodedError(`${join(path, ENV_FILE)} says that this directory is ${other}, but it is registered as ${id}`, {
    code: 'IDENTITY_MISMATCH',
    hint: `Nothing was changed. If you mean ${id}, use: ${named}\nIf the directory was swapped with another, put it back.`,
  });
}
