import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Context } from '../context.ts';
import { SETTINGS, SETTINGS_EXAMPLE } from '../create/settings.ts';
import { isEnvFile } from '../env-file/env-file.ts';
import { isWholeAdministration } from '../git/is-whole-administration.ts';
import { gitDirectoryNamedBy } from '../git/list-worktrees.ts';
import { unreachableCommits, type WorkAtRisk, workAtRisk, type WorkItem } from '../git/work-at-risk.ts';
import type { Instance } from '../instance.ts';
import { isWithin } from '../resolve-instance.ts';
import { cameSince } from '../seen/came-since.ts';
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
    const commits = (await isWholeAdministration(adminDirectory))
      ? await unreachableCommits({ path, adminDirectory }, context)
      : [];
    // Missing files and a missing .gitignore make git call everything a change. What there was before was agreed to; what came since was not.
    const came = await cameSince(place.at, new Set(journal?.removing?.seen));
    return { ...NONE, lost: [...commits, ...came] };
  }
  const { lost, unpushed } = await workAtRisk({ path, adminDirectory }, context);
  const theirs = await Promise.all(lost.map(async (item) => ((await isOurs(path, item)) ? [] : [item])));
  return {
    lost: [...theirs.flat(), ...(await ignoredRepositories(path, { adminDirectory, repositories, known: lost }))],
    unpushed,
  };
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
  return what === SETTINGS && (await isCopiedSettings(path)());
}

/** Tells whether the assistant's settings are still the copy that we made of what the repository proposes. */
export function isCopiedSettings(path: string): () => Promise<boolean> {
  return async () => await isCopy(path);
}

async function isCopy(path: string): Promise<boolean> {
  const [settings, example] = await Promise.all(
    [SETTINGS, SETTINGS_EXAMPLE].map((name) => readFile(join(path, name)).catch(() => undefined)),
  );
  return settings !== undefined && example?.equals(settings) === true;
}
