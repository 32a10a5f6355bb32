import { join } from 'node:path';
import { CodedError, quoteArgument } from '@ktrdr/errors';
import type { RunResult } from '@ktrdr/process';
import type { Context } from '../core/context.ts';

export interface ForeignDirectories {
  /** Relative to the instance's directory. */
  readonly directories: readonly string[];
  /** An image of the project that the Engine has. */
  readonly image: string | undefined;
}

/** Where the worktree is in the container. */
const MOUNTED = '/worktree';
const AT_ONCE = 500;
const OPTIONS = ['--rm', '--pull', 'never', '--network', 'none', '--user', '0:0'];

/** Without what is mounted in it. Source: docker-run(1), `--mount`: the one since Docker 25, the other before that */
const ALONE = 'bind-recursive=disabled';
const ALONE_BEFORE_25 = 'bind-nonrecursive=true';

/**
 * Removes directories that containers made as another user, which we may not empty: a container of the project's own image does,
 * as root, without a network. It sees nothing but the worktree, so a link in it that leads out leads nowhere; and of that nothing that is mounted
 * in it, which the Engine's machine may have and we not see.
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
  let alone = ALONE;
  for (let from = 0; from < directories.length; from += AT_ONCE) {
    const targets = directories.slice(from, from + AT_ONCE).map((directory) => `${MOUNTED}/${directory}`);
    const what = ['--entrypoint', 'rm', image, '-rf', '--', ...targets];
    const remove = async (): Promise<RunResult> =>
      await context.docker.command(['run', ...OPTIONS, '--mount', mountOf(path, alone), ...what]);
    let result = await remove();
    if (result.exitCode !== 0 && result.stderr.includes("unexpected key 'bind-recursive'")) {
      alone = ALONE_BEFORE_25;
      result = await remove();
    }
    if (result.exitCode !== 0) throw foreignFiles(path, directories, result.stderr.trim());
  }
}

/** The option is a line of CSV. */
function mountOf(path: string, alone: string): string {
  return ['type=bind', `source=${path}`, `target=${MOUNTED}`, alone]
    .map((field) => `"${field.replaceAll('"', '""')}"`)
    .join(',');
}

/** More of them make a command that nobody reads: then it is their worktree. */
const NAMED_AT_MOST = 20;

/** @throws CodedError `FOREIGN_FILES`, with the way to remove them by hand */
export function foreignFiles(path: string, directories: readonly string[], detail?: string): CodedError {
  const some = directories.slice(0, 3).join(', ');
  const places = directories.length > NAMED_AT_MOST ? [path] : directories.map((directory) => join(path, directory));
  const more = directories.length > 3 ? ` and ${directories.length - 3} more` : '';
  return new CodedError(
    `Directories in ${path} belong to another user, perhaps the user of a container: ${some}${more}`,
    {
      code: 'FOREIGN_FILES',
      hint: `Make them yours, then run the command again: sudo chown -R "$(id -un)" ${places.map(quoteArgument).join(' ')}`,
      ...(detail === undefined || detail === '' ? {} : { detail }),
    },
  );
}
