import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '@ktrdr/errors';
import type { Context } from '../context.ts';
import { runGit } from '../git/run-git.ts';
import { UNDISTURBED } from '../git/undisturbed.ts';
import type { MadeWorktree } from './find-worktree.ts';

/**
 * Gives a worktree that is kept what an undo has removed of it already: its `.git`, and the files that git had checked out. One that still has
 * its `.git` is left alone, and so is every file that is there.
 */
export async function makeWhole(
  context: Context,
  path: string,
  { administration, linked }: MadeWorktree,
): Promise<void> {
  // The place where git looks for it is not written down yet.
  if (!linked) return;
  try {
    await writeFile(join(path, '.git'), `gitdir: ${administration}\n`, { flag: 'wx' });
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return;
    throw error;
  }
  // It fails where a file is there already, after all the others; what is missing then, `git status` names.
  await runGit(context, path, ['checkout-index', '--all', '--quiet'], UNDISTURBED);
}
