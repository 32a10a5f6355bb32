import type { Stats } from 'node:fs';
import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '@ktrdr/errors';
import type { Context } from '../context.ts';
import { SETTINGS, SETTINGS_EXAMPLE } from '../create/settings.ts';
import { isEnvFile } from '../env-file/env-file.ts';
import { gitDirectoryNamedBy } from '../git/list-worktrees.ts';
import { unreachableCommits, type WorkAtRisk, workAtRisk, type WorkItem } from '../git/work-at-risk.ts';
import type { Instance } from '../instance.ts';
import { isWithin } from '../resolve-instance.ts';
import type { Journal } from './journal.ts';
import type { PlacePlan } from './plan-place.ts';

export interface FindWorkOptions {
  readonly place: PlacePlan;
  readonly journal: Journal | undefined;
  /** Directories in the worktree that have a `.git` of their own. */
  readonly repositories: readonly string[];
}

const NONE: WorkAtRisk = { lost: [], unpushed: undefined };

/** What would be lost with the instance's directory if it is removed as planned. Our own files in it do not count. */
export async function findWork(
  context: Context,
  { path }: Instance,
  { place, journal, repositories }: FindWorkOptions,
): Promise<WorkAtRisk> {
  if (place.kind !== 'remove-worktree') return NONE;
  const { adminDirectory } = place.entry;
  if (place.begun) {
    const since = journal?.removing?.since ?? 0;
    const commits = (await isWhole(adminDirectory)) ? await unreachableCommits({ path, adminDirectory }, context) : [];
    return { ...NONE, lost: [...commits, ...(await writtenSince(path, since))] };
  }
  const { lost, unpushed } = await workAtRisk({ path, adminDirectory }, context);
  const theirs = await Promise.all(lost.map(async (item) => ((await isOurs(path, item)) ? [] : [item])));
  return {
    lost: [...theirs.flat(), ...(await ignoredRepositories(path, { adminDirectory, repositories, known: lost }))],
    unpushed,
  };
}

/** Whether git can still be asked about a worktree: it removes what it keeps for it in no particular order. */
async function isWhole(adminDirectory: string): Promise<boolean> {
  const names = await readdir(adminDirectory).catch((error: unknown): string[] => {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  });
  return ['HEAD', 'commondir', 'gitdir'].every((name) => names.includes(name));
}

/**
 * Once a removal has begun, missing files and a missing `.gitignore` make git call everything a change. What there was before
 * was agreed to; what is newer was not.
 */
async function writtenSince(path: string, since: number): Promise<WorkItem[]> {
  const items: WorkItem[] = [];
  const pending = [''];
  for (let relative = pending.pop(); relative !== undefined; relative = pending.pop()) {
    // What we may not look into was not made by us, who remove it.
    const entries = await readdir(join(path, relative), { withFileTypes: true }).catch(notReadable);
    for (const entry of entries) {
      const what = join(relative, entry.name);
      const stats = entry.isDirectory() ? undefined : await lstat(join(path, what));
      if (stats === undefined) pending.push(what);
      else if (timeOf(stats) > since) items.push({ kind: 'untracked', what });
    }
  }
  return items;
}

/** When a file came here as it is. Removing one of its names changes the last of these times, so that says nothing with several. */
function timeOf({ mtimeMs, birthtimeMs, ctimeMs, nlink }: Stats): number {
  return Math.max(mtimeMs, birthtimeMs, nlink === 1 ? ctimeMs : 0);
}

function notReadable(error: unknown): [] {
  if (hasCode(error, 'EACCES') || hasCode(error, 'ENOENT')) return [];
  throw error;
}

/** Repositories in ignored directories: git says nothing of them, and they are nobody's build output. */
async function ignoredRepositories(
  path: string,
  {
    adminDirectory,
    repositories,
    known,
  }: { adminDirectory: string; repositories: readonly string[]; known: readonly WorkItem[] },
): Promise<WorkItem[]> {
  const items = await Promise.all(
    repositories.map(async (what): Promise<WorkItem[]> => {
      if (known.some((item) => item.what === `${what}/`)) return [];
      // A submodule, whose repository is kept with the worktree, was looked at.
      const named = await gitDirectoryNamedBy(join(path, what));
      return named !== undefined && isWithin(named, adminDirectory) ? [] : [{ kind: 'repository', what: `${what}/` }];
    }),
  );
  return items.flat();
}

/** Whether it is a file that we put there, and that nobody has changed. */
async function isOurs(path: string, { kind, what }: WorkItem): Promise<boolean> {
  if (kind !== 'untracked') return false;
  if (isEnvFile(what)) return true;
  if (what !== SETTINGS) return false;
  const [settings, example] = await Promise.all(
    [SETTINGS, SETTINGS_EXAMPLE].map((name) => readFile(join(path, name)).catch(() => undefined)),
  );
  return settings !== undefined && example?.equals(settings) === true;
}
