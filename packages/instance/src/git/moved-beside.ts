import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { hasCode } from '@ktrdr/errors';
import { gitDirectoryNamedBy } from './list-worktrees.ts';

/** Where the directory is that was renamed with `mv`, of which git learns only there: a neighbour whose `.git` still leads here. */
export async function movedBeside(path: string, adminDirectory: string): Promise<string | undefined> {
  const place = dirname(path);
  const names = await readdir(place).catch((error: unknown): string[] => {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return [];
    throw error;
  });
  for (const name of names) {
    const named = await gitDirectoryNamedBy(join(place, name)).catch((error: unknown) => {
      // Another user's directory, which nobody of ours was moved to.
      if (hasCode(error, 'EACCES')) return undefined;
      throw error;
    });
    if (named === adminDirectory) return join(place, name);
  }
  return undefined;
}
