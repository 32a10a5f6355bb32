import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CodedError, quoteArgument } from '@ktrdr/errors';
import type { Context } from '../core/context.ts';
import { isThere } from '../core/stats-at.ts';
import { gitDirectoryNamedBy } from '../git/list-worktrees.ts';
import { askGit, runGit } from '../git/run-git.ts';
import { UNDISTURBED } from '../git/undisturbed.ts';
import { withRepositoryLock } from '../git/with-repository-lock.ts';
import { type CreateJournal, removeScratchIndex, scratchIndexOf } from '../journals/create-journal.ts';
import { findWorktree, firstLine } from './find-worktree.ts';
import { isCutOff } from './foreign-work.ts';
import { isMade } from './is-made.ts';

/**
 * Checks out what a git that was killed had not come to: it writes the index of a new worktree once all files are there. Files that it had cut off are
 * written anew; every other file that is there stays as it is. A git that is still at it is waited for. Killed anywhere, a second run finishes it.
 *
 * @returns whether anything was left to do
 * @throws CodedError `GIT_FAILED`, with the commands that do it by hand
 */
export async function finishCheckout(context: Context, journal: CreateJournal): Promise<boolean> {
  const { path, commonDirectory } = journal;
  if (!(await isMade(journal, path)) || (await halfMade(journal)) === undefined) return false;
  return await withRepositoryLock(context, commonDirectory, async (descriptor) => {
    const administration = await halfMade(journal);
    if (administration === undefined) return false;
    await checkOutRest(context, journal, { administration, descriptor });
    return true;
  });
}

/** The git directory of the create's worktree, if that has no index yet. */
async function halfMade(journal: CreateJournal): Promise<string | undefined> {
  const made = await findWorktree(journal);
  if (made?.linked !== true || (await gitDirectoryNamedBy(journal.path)) !== made.administration) return undefined;
  return (await isThere(join(made.administration, 'index'))) ? undefined : made.administration;
}

async function checkOutRest(
  context: Context,
  { id, path, branch }: CreateJournal,
  { administration, descriptor }: { readonly administration: string; readonly descriptor: number },
): Promise<void> {
  // What git writes before it begins to check out. Source: builtin/worktree.c, `add_worktree`
  if (!(await isThere(join(administration, 'commondir'))))
    await writeFile(join(administration, 'commondir'), '../..\n');
  if (/^0*$/.test((await firstLine(join(administration, 'HEAD'))) ?? ''))
    await writeFile(join(administration, 'HEAD'), `ref: refs/heads/${branch.name}\n`);
  const where = { GIT_DIR: administration, GIT_WORK_TREE: path };
  const begun = { ...where, GIT_INDEX_FILE: scratchIndexOf(context, id) };
  const options = { ...UNDISTURBED, descriptors: [descriptor] };
  const doing = `finish the checkout of ${path}`;
  const ask = async (env: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<string> =>
    await askGit(context, path, { doing, args, options: { ...options, env } });
  try {
    await ask(begun, 'read-tree', 'HEAD');
    // It ends with 1 where a file is missing or changed.
    await runGit(context, path, ['update-index', '-q', '--refresh'], { ...options, env: begun });
    const changed = (await ask(begun, 'diff-files', '--name-only', '--diff-filter=M', '-z')).split('\0');
    for (const file of changed.filter((name) => name !== ''))
      if (await isCutOff(context, { path, branch, where }, file)) await rm(join(path, file));
    const args = ['checkout-index', '--all', '--quiet'];
    const { exitCode, stderr } = await runGit(context, path, args, { ...options, env: begun });
    // A file that is there already makes it fail after all the others, without a word.
    if (exitCode === undefined || (exitCode !== 0 && stderr.trim() !== ''))
      throw notFinished(path, { administration, stderr });
    // Last, as git does it: from then on the checkout counts as whole.
    await rm(join(administration, 'index.lock'), { force: true });
    await ask(where, 'read-tree', 'HEAD');
    await runGit(context, path, ['update-index', '-q', '--refresh'], { ...options, env: where });
  } finally {
    await removeScratchIndex(context, id);
  }
}

function notFinished(path: string, { administration, stderr }: { administration: string; stderr: string }): CodedError {
  const git = `git -C ${quoteArgument(path)}`;
  return new CodedError(`git could not finish the checkout of ${path}: files are missing`, {
    code: 'GIT_FAILED',
    detail: stderr.trim(),
    hint:
      'Fix the problem that git reports, then run the command again. By hand, without replacing existing files: ' +
      `rm -f ${quoteArgument(join(administration, 'index.lock'))}; ${git} read-tree HEAD; ${git} checkout-index --all`,
  });
}
