import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { hasCode } from '@ktrdr/errors';
import type { RunOptions, RunResult } from './run.ts';

/**
 * What is said of a command that could not be started, of Node's error; undefined for an error of another kind.
 *
 * A directory of the PATH that this user may not look into hides from execvp(3) whether the command is there: where no other has it, the answer is
 * EACCES, the same as for a file that may not be executed. Shells say "not found" then, and so does this.
 */
export async function startFailure(
  error: unknown,
  command: string,
  { env }: Pick<RunOptions, 'env'>,
): Promise<Pick<RunResult, 'missing' | 'stderr'> | undefined> {
  if (hasCode(error, 'ENOENT')) return { missing: true, stderr: '' };
  if (!hasCode(error, 'EACCES')) return undefined;
  if (!command.includes('/') && !(await isOnPath(command, env['PATH']))) return { missing: true, stderr: '' };
  return { missing: false, stderr: `${command} may not be run: permission denied\n` };
}

async function isOnPath(command: string, path: string | undefined): Promise<boolean> {
  const places = (path ?? '').split(delimiter).map((directory) => join(directory, command));
  const found = await Promise.all(
    places.map(async (place) =>
      access(place).then(
        () => true,
        () => false,
      ),
    ),
  );
  return found.includes(true);
}
