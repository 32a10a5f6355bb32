import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '@ktrdr/errors';
import { isThere } from '../core/stats-at.ts';
import { isCopy, isWholeCopy } from './copied-directory.ts';
import type { SharedDirectory } from './shared-directories.ts';
import type { Staging, StagingState } from './staging.ts';

/** How far a directory has come on its way to its place. */
export interface SwapStep {
  readonly name: SharedDirectory;
  /**
   * `pending`: its copy is whole, and yet to be put there. `placed`: the copy is in its place, and what it replaced is still kept. `lost`: there is
   * no whole copy, neither in its place nor to be put there. `settled`: the copy is in its place, and nothing is left to do.
   */
  readonly step: 'pending' | 'placed' | 'lost' | 'settled';
  /** Whether what was replaced is kept in the staging directory, and there is anything in it. */
  readonly isOldKept: boolean;
  /** What is at its place. */
  readonly place: 'missing' | 'empty' | 'filled';
}

/** How far each directory has come of a swap that was ended. */
export async function swapSteps(
  shared: string,
  staging: Staging,
  { names, copies = {} }: Pick<StagingState, 'names' | 'copies'>,
): Promise<SwapStep[]> {
  return await Promise.all(
    names.map(async (name) => {
      const [place, fresh, old] = [join(shared, name), join(staging.fresh, name), join(staging.old, name)];
      const isOldKept = (await contentAt(old)) === 'filled';
      const steps = async (): Promise<SwapStep['step']> => {
        if (await isThere(fresh)) return (await isWholeCopy(fresh, copies[name])) ? 'pending' : 'lost';
        if (!isOldKept) return copies[name] === undefined || (await isCopy(place, copies[name])) ? 'settled' : 'lost';
        return (await isCopy(place, copies[name])) ? 'placed' : 'lost';
      };
      return { name, step: await steps(), isOldKept, place: await contentAt(place) };
    }),
  );
}

/** What is no directory, or cannot be looked into, holds something. */
async function contentAt(path: string): Promise<SwapStep['place']> {
  return await readdir(path).then(
    (names) => (names.length === 0 ? 'empty' : 'filled'),
    async (error: unknown) => (hasCode(error, 'ENOENT') && !(await isThere(path)) ? 'missing' : 'filled'),
  );
}
