import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Context } from '../core/context.ts';
import { SETTINGS, SETTINGS_EXAMPLE } from '../create/settings.ts';
import { isEnvFile } from '../env-file/env-file.ts';
import type { Checkout } from '../git/checkouts-in.ts';
import { isWholeAdministration } from '../git/is-whole-administration.ts';
import { unreachableCommits, type WorkAtRisk, workAtRisk, type WorkItem } from '../git/work-at-risk.ts';
import type { Instance } from '../core/instance.ts';
import { cameSince } from '../entries/came-since.ts';
import type { Journal } from '../journals/destroy-journal.ts';
import type { PlacePlan } from './plan-place.ts';

export interface FindWorkOptions {
  readonly place: PlacePlan;
  readonly journal: Journal | undefined;
  /** Directories in the worktree that have a `.git` of their own. */
  readonly repositories: readonly string[];
  /** Directories in the worktree that we may not look into. */
  readonly unreadable: readonly string[];
  /** The worktree's checkouts; none where its removal has begun. */
  readonly checkouts: readonly Checkout[];
}

const NONE: WorkAtRisk = { lost: [], unpushed: undefined };

/** What would be lost with the instance's directory if it is removed as planned. Our own files in it do not count. */
export async function findWork(
  context: Context,
  { path }: Instance,
  { place, journal, repositories, unreadable, checkouts }: FindWorkOptions,
): Promise<WorkAtRisk> {
  if (place.kind !== 'remove-worktree') return NONE;
  const { adminDirectory } = place.entry;
  if (place.begun) {
    const commits = (await isWholeAdministration(adminDirectory))
      ? await unreachableCommits({ path, adminDirectory }, context)
      : [];
    // Missing files and a missing .gitignore make git call everything a change. What there was before was agreed to; what came since was not.
    const { seen, unreadable: agreed } = journal?.removing ?? {};
    const came = await cameSince(place.at, new Set(seen), agreed);
    return { ...NONE, lost: [...commits, ...came] };
  }
  const { lost, unpushed } = await workAtRisk({ path, adminDirectory }, { ...context, checkouts });
  const theirs = await Promise.all(lost.map(async (item) => ((await isOurs(path, item)) ? [] : [item])));
  return {
    lost: [
      ...theirs.flat(),
      ...ignoredRepositories({ repositories, known: lost, checkouts }),
      ...ignoredUnreadable(unreadable, lost),
    ],
    unpushed,
  };
}

/**
 * Repositories in ignored directories: git says nothing of them, and they are nobody's build output. A submodule's checkout was looked at; a copy of
 * it elsewhere (`node_modules/sub`), whose `.git` leads to the same repository, was not.
 */
function ignoredRepositories({
  repositories,
  known,
  checkouts,
}: Pick<FindWorkOptions, 'repositories' | 'checkouts'> & { readonly known: readonly WorkItem[] }): WorkItem[] {
  const unknown = repositories.filter((what) => !known.some((item) => item.what === `${what}/`));
  const names = new Set(checkouts.map(({ name }) => name));
  return unknown.filter((what) => !names.has(what)).map((what) => ({ kind: 'repository', what: `${what}/` }));
}

/** Directories in ignored ones into which nobody but a container can look: what is in them is not known, and may be anything. */
function ignoredUnreadable(unreadable: readonly string[], known: readonly WorkItem[]): WorkItem[] {
  const isKnown = (what: string): boolean => known.some((item) => item.what.replace(/\/$/, '') === what);
  return unreadable.filter((what) => !isKnown(what)).map((what) => ({ kind: 'unreadable', what: `${what}/` }));
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
