import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Context } from '../../core/context.ts';
import { askGit, runGit } from '../../git/run-git.ts';
import { branchQuestion } from './branch-question.ts';
import { AS_RAW, changesOf, type PathChange } from './changes-of.ts';

/**
 * Whether two commits whose patches read the same also change the same place: files repeat themselves, and the same lines may be taken for others.
 * What the one does to each file, done to what the other found there, gives what the other has made of it.
 */
export async function isSameChange(
  context: Context,
  directory: string,
  { commit, other, env }: { commit: string; other: string; env: Readonly<Record<string, string>> },
): Promise<boolean> {
  const changes = async (one: string): Promise<PathChange[]> =>
    changesOf(await askGit(context, directory, branchQuestion(['diff-tree', '--no-commit-id', ...AS_RAW, one], env)));
  const own = await changes(commit);
  const theirs = new Map((await changes(other)).map((change) => [change.path, change]));
  if (own.length !== theirs.size) return false;
  for (const change of own) {
    const counterpart = theirs.get(change.path);
    if (counterpart === undefined) return false;
    if (change.before === counterpart.before && change.after === counterpart.after) continue;
    if (!(await isSameMerged(context, directory, { change, counterpart, env }))) return false;
  }
  return true;
}

async function isSameMerged(
  context: Context,
  directory: string,
  { change, counterpart, env }: { change: PathChange; counterpart: PathChange; env: Readonly<Record<string, string>> },
): Promise<boolean> {
  const objects = { base: change.before, theirs: change.after, ours: counterpart.before };
  // What was made or removed is the same object, or another file.
  if ([...Object.values(objects), counterpart.after].some((object) => /^0+$/.test(object))) return false;
  const read = async (object: string): Promise<string> =>
    await askGit(context, directory, branchQuestion(['cat-file', 'blob', object], env));
  const expected = await read(counterpart.after);
  const place = await mkdtemp(join(tmpdir(), 'ktrdr-merge-'));
  try {
    for (const [name, object] of Object.entries(objects)) {
      const text = await read(object);
      // It was not decoded exactly.
      if (text.includes('\uFFFD')) return false;
      await writeFile(join(place, name), text);
    }
    const files = ['ours', 'base', 'theirs'].map((name) => join(place, name));
    const { args, options } = branchQuestion(['merge-file', '--stdout', '--quiet', ...files], env);
    const merged = await runGit(context, directory, args, options);
    return merged.exitCode === 0 && merged.stdout === expected;
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}
