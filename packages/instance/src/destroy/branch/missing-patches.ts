import type { Context } from '../../core/context.ts';
import { askGit } from '../../git/run-git.ts';
import { branchQuestion } from './branch-question.ts';
import { isSameChange } from './is-same-change.ts';

export interface PatchQuestion {
  readonly base: string;
  readonly head: string;
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Commits of `head`, none of them a merge, whose change no commit of `base` makes, letter by letter. git finds those that may be the same, but
 * without regard to white space, in which a program may differ from another one. Source: git-patch-id(1), git-rev-list(1) `--cherry-mark`
 */
export async function missingPatches(
  context: Context,
  directory: string,
  { base, head, env = {} }: PatchQuestion,
): Promise<string[]> {
  const list = async (...args: readonly string[]): Promise<string[]> =>
    (await askGit(context, directory, branchQuestion(['rev-list', '--no-merges', ...args], env)))
      .split('\n')
      .filter((line) => line !== '');
  const own = new Set(await list(head, '--not', base));
  const alike = (await list('--cherry-mark', `${head}...${base}`)).flatMap((line) =>
    line.startsWith('=') ? [line.slice(1)] : [],
  );
  const patch = async (commit: string): Promise<string> => await patchOf(context, directory, commit, env);
  const theirs: { readonly commit: string; readonly text: string }[] = [];
  for (const commit of alike) if (!own.has(commit)) theirs.push({ commit, text: await patch(commit) });
  const isMade = async (commit: string): Promise<boolean> => {
    const text = alike.includes(commit) ? await patch(commit) : undefined;
    // What is no text was not decoded exactly, and is not compared.
    if (text === undefined || text.includes('\uFFFD')) return false;
    for (const other of theirs)
      if (other.text === text && (await isSameChange(context, directory, { commit, other: other.commit, env })))
        return true;
    return false;
  };
  const missing: string[] = [];
  for (const commit of own) if (!(await isMade(commit))) missing.push(commit);
  return missing;
}

/** A commit's change, but for where in the files it is, and whose objects those are. */
async function patchOf(
  context: Context,
  directory: string,
  commit: string,
  env: Readonly<Record<string, string>>,
): Promise<string> {
  const how = ['-p', '--root', '--binary', '--no-renames', '--no-ext-diff', '--no-textconv', '--no-commit-id'];
  const patch = await askGit(context, directory, branchQuestion(['diff-tree', ...how, commit], env));
  return patch.replaceAll(/^index .*\n/gm, '').replaceAll(/^@@ -\S+ \+\S+ @@.*$/gm, '@@');
}
