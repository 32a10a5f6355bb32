import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode, quoteArgument } from '@ktrdr/errors';
import type { Context } from '../core/context.ts';
import { runGit } from '../git/run-git.ts';
import { UNDISTURBED } from '../git/undisturbed.ts';
import { isThere } from '../core/stats-at.ts';
import type { MadeWorktree } from './find-worktree.ts';

type Options = Pick<Context, 'env' | 'run' | 'report'>;

/**
 * Gives a worktree that is kept what an undo has removed of it already: the files that git had checked out, and last its `.git`. One that still has
 * its `.git` is left alone, and so is every file that is there. One that was killed at this is called again.
 */
export async function makeWhole(
  context: Options,
  path: string,
  { administration, linked }: MadeWorktree,
): Promise<void> {
  // The place where git looks for it is not written down yet.
  if (!linked || (await isThere(linkOf(path)))) return;
  await checkOutMissing(context, path, administration);
  await writeLink(path, administration);
}

/**
 * The same for a directory that was made again and is empty. Its `.git` comes first: nobody would know it as the worktree, and go on, if this
 * were killed before.
 */
export async function fillAnew(
  context: Options,
  path: string,
  { administration, linked }: MadeWorktree,
): Promise<void> {
  if (!linked) return;
  await writeLink(path, administration);
  await checkOutMissing(context, path, administration);
}

function linkOf(path: string): string {
  return join(path, '.git');
}

async function writeLink(path: string, administration: string): Promise<void> {
  await writeFile(linkOf(path), `gitdir: ${administration}\n`, { flag: 'wx' }).catch((error: unknown) => {
    if (!hasCode(error, 'EEXIST')) throw error;
  });
}

async function checkOutMissing(context: Options, path: string, administration: string): Promise<void> {
  const { exitCode, stderr } = await runGit(context, path, ['checkout-index', '--all', '--quiet'], {
    ...UNDISTURBED,
    env: { GIT_DIR: administration, GIT_WORK_TREE: path },
  });
  // A file that is there already makes it fail after all the others, without a word (git 2.39: with 1; others: with 128).
  if (exitCode === undefined || (exitCode !== 0 && stderr.trim() !== ''))
    context.report({ type: 'warning', text: notWhole(path, stderr) });
}

function notWhole(path: string, stderr: string): string {
  const [why = ''] = stderr.trim().split('\n');
  const said = why === '' ? 'git was killed' : `git says: ${why}`;
  const bring = `git -C ${quoteArgument(path)} checkout-index --all`;
  return `Files that were checked out at ${path} may be missing (${said}). git -C ${quoteArgument(path)} status names them. To restore them without replacing other files: ${bring}`;
}
