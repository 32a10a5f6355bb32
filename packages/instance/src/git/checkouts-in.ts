import { join } from 'node:path';
import { isWithin } from '../core/is-within.ts';
import { gitDirectoryNamedBy } from './list-worktrees.ts';
import { hidingNothing, type WorkPlace } from './hiding-nothing.ts';
import { askGit, type GitOptions } from './run-git.ts';

/** A file, link or submodule that git has in its index. */
export interface IndexEntry {
  readonly name: string;
  /** `100644`, `120000` for a link, `160000` for a submodule */
  readonly mode: string;
  readonly object: string;
  /** Whether git was told not to look at it: `skip-worktree`, `assume-unchanged`. */
  readonly isPassedOver: boolean;
}

/** A checkout that goes with a worktree: its own, or that of a submodule whose repository is kept with it. */
export interface Checkout {
  readonly place: WorkPlace;
  /** Relative to the worktree; empty for its own. */
  readonly name: string;
  readonly index: readonly IndexEntry[];
  /** Places of submodules that are no checkout of this kind: nothing was checked out there, or another repository was. */
  readonly others: readonly IndexEntry[];
}

export const GITLINK = '160000';

/**
 * The checkout of a worktree, then those of its submodules, and of theirs.
 *
 * @throws CodedError `GIT_FAILED`
 */
export async function checkoutsIn(top: WorkPlace, options: GitOptions): Promise<Checkout[]> {
  const checkouts: Checkout[] = [];
  const pending = [{ place: top, name: '' }];
  for (let next = pending.shift(); next !== undefined; next = pending.shift()) {
    const { place, name } = next;
    const index = await readIndex(place, options);
    const others: IndexEntry[] = [];
    for (const entry of index.filter(({ mode }) => mode === GITLINK)) {
      const path = join(place.path, entry.name);
      const adminDirectory = await gitDirectoryNamedBy(path);
      if (adminDirectory === undefined || !isWithin(adminDirectory, top.adminDirectory)) others.push(entry);
      else pending.push({ place: { path, adminDirectory }, name: join(name, entry.name) });
    }
    checkouts.push({ place, name, index, others });
  }
  return checkouts;
}

/** One entry for each name, be there several in a conflict. Source: git-ls-files(1), `-v`, `--stage` */
async function readIndex(place: WorkPlace, options: GitOptions): Promise<IndexEntry[]> {
  const args = [...(await hidingNothing(place)), 'ls-files', '-v', '--stage', '-z'];
  const text = await askGit(options, place.path, { doing: `read the index of ${place.path}`, args });
  const entries = text.split('\0').flatMap((line): IndexEntry[] => {
    const [, tag, mode, object, name] = /^(\S) (\d+) (\S+) \d\t(.*)$/s.exec(line) ?? [];
    if (tag === undefined || mode === undefined || object === undefined || name === undefined) return [];
    return [{ name, mode, object, isPassedOver: /[a-zS]/.test(tag) }];
  });
  return [...new Map(entries.map((entry) => [entry.name, entry])).values()];
}
