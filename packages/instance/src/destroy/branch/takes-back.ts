import type { Context } from '../../core/context.ts';
import { askGit } from '../../git/run-git.ts';
import { branchQuestion } from './branch-question.ts';
import { AS_RAW, changesOf, type PathChange } from './changes-of.ts';

/**
 * Whether commits that a branch alone has have changed a file that in the end is as they found it: what was tried there and taken back, also by a
 * merge that did not take it over, is in no squash.
 *
 * @throws CodedError `GIT_FAILED`
 */
export async function takesBack(
  context: Context,
  directory: string,
  { commit, base }: { commit: string; base: string },
): Promise<boolean> {
  const ordered = ['log', '--format=', '--no-merges', '--reverse', '--topo-order', ...AS_RAW, commit, '--not', base];
  const changes = changesOf(await askGit(context, directory, branchQuestion(ordered)));
  const found = new Map<string, string>();
  for (const { path, before } of changes) if (!found.has(path)) found.set(path, before);
  if (found.size === 0) return false;
  const tree = await askGit(context, directory, branchQuestion(['ls-tree', '-r', '-z', '--full-tree', commit]));
  const left = objectsIn(tree);
  return [...found].some(([path, before]) => before === (left.get(path) ?? nothingLike(before)));
}

/** Source: git-ls-tree(1), "Output format" */
function objectsIn(tree: string): Map<PathChange['path'], string> {
  const entries = tree.matchAll(/\d+ \w+ ([\da-f]+)\t([^\0]+)\0/g);
  return new Map([...entries].map(([, object = '', path = '']) => [path, object]));
}

function nothingLike(object: string): string {
  return '0'.repeat(object.length);
}
