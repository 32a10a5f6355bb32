import { readdir } from 'node:fs/promises';
import { hasCode } from '@ktrdr/errors';

/** Whether git can still be asked about a worktree: it removes what it keeps for it in no particular order. */
export async function isWholeAdministration(adminDirectory: string): Promise<boolean> {
  const names = await readdir(adminDirectory).catch((error: unknown): string[] => {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  });
  return ['HEAD', 'commondir', 'gitdir'].every((name) => names.includes(name));
}
