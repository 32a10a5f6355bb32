import { join } from 'node:path';
import { isThere, statsAt } from '../core/stats-at.ts';

/** A worktree, or a submodule's. */
export interface WorkPlace {
  readonly path: string;
  /** The git directory of this worktree alone. */
  readonly adminDirectory: string;
}

/**
 * Settings by which `git status` takes a changed file for the same, or a new one for a known one. What its arguments say is not here:
 * `--untracked-files`, `--ignore-submodules`. Nor is what git found out of the disk when the repository was made (`core.fileMode`,
 * `core.symlinks`, `core.precomposeUnicode`), without which every file looks changed. Source: git-config(1)
 */
const SETTINGS = [
  'core.fsmonitor=false',
  'core.untrackedCache=false',
  'core.checkStat=default',
  'core.trustctime=true',
] as const;

/**
 * The arguments before git's command for a question whose answer allows a deletion: no setting of a user's hides work, and nothing is written,
 * not even the index.
 */
export async function hidingNothing({ path, adminDirectory }: WorkPlace): Promise<string[]> {
  return [`--git-dir=${adminDirectory}`, `--work-tree=${path}`, ...(await nothingHidden(path))];
}

/** The same where git finds the repository by itself. */
export async function nothingHidden(path: string): Promise<string[]> {
  const settings = (await tellsCasesApart(path)) ? [...SETTINGS, 'core.ignoreCase=false'] : SETTINGS;
  return ['--no-optional-locks', ...settings.flatMap((setting) => ['-c', setting])];
}

/** Whether `.git` and `.GIT` are two names there: where they are one, `core.ignoreCase` hides nothing and is needed. */
async function tellsCasesApart(path: string): Promise<boolean> {
  return (await isThere(join(path, '.git'))) && (await statsAt(join(path, '.GIT'))) === undefined;
}
