import { CodedError, quoteArgument } from '@ktrdr/errors';
import type { Context } from '../context.ts';

export interface ForeignDirectories {
  /** Relative to the instance's directory. */
  readonly directories: readonly string[];
  /** An image of the project that the Engine has. */
  readonly image: string | undefined;
}

/** Where the worktree is in the container. */
const MOUNTED = '/worktree';
const AT_ONCE = 500;

/**
 * Removes directories that containers made as another user, which we may not empty: a container of the project's own image does,
 * as root, without a network. It sees nothing but the worktree, so a link in it that leads out leads nowhere.
 *
 * @throws CodedError `FOREIGN_FILES`
 */
export async function removeForeignDirectories(
  context: Context,
  path: string,
  { directories, image }: ForeignDirectories,
): Promise<void> {
  if (directories.length === 0) return;
  if (image === undefined) throw foreignFiles(path, directories);
  // The option is a line of CSV.
  const mount = ['type=bind', `source=${path}`, `target=${MOUNTED}`].map((field) => `"${field.replaceAll('"', '""')}"`);
  const options = ['--rm', '--pull', 'never', '--network', 'none', '--user', '0:0', '--mount', mount.join(',')];
  for (let from = 0; from < directories.length; from += AT_ONCE) {
    const targets = directories.slice(from, from + AT_ONCE).map((directory) => `${MOUNTED}/${directory}`);
    const removal = ['run', ...options, '--entrypoint', 'rm', image, '-rf', '--', ...targets];
    const result = await context.docker.command(removal);
    if (result.exitCode !== 0) throw foreignFiles(path, directories, result.stderr.trim());
  }
}

/** @throws CodedError `FOREIGN_FILES`, with the way to remove them by hand */
export function foreignFiles(path: string, directories: readonly string[], detail?: string): CodedError {
  const some = directories.slice(0, 3).join(', ');
  const more = directories.length > 3 ? ` and ${directories.length - 3} more` : '';
  return new CodedError(`Directories in ${path} belong to another user, who may be a container: ${some}${more}`, {
    code: 'FOREIGN_FILES',
    hint: `Make them yours, then run the command again: sudo chown -R "$(id -u)" ${quoteArgument(path)}`,
    ...(detail === undefined || detail === '' ? {} : { detail }),
  });
}
