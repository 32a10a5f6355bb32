import { constants } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '@ktrdr/errors';

/** An assistant's settings: what the repository proposes, and what each checkout has for itself. */
export const SETTINGS_EXAMPLE = '.claude/settings.local.example.json';
export const SETTINGS = '.claude/settings.local.json';

/**
 * Gives a new worktree the settings that its repository proposes, where it has none of its own.
 *
 * @returns whether it did
 */
export async function copySettings(worktree: string): Promise<boolean> {
  try {
    await copyFile(join(worktree, SETTINGS_EXAMPLE), join(worktree, SETTINGS), constants.COPYFILE_EXCL);
    return true;
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'EEXIST') || hasCode(error, 'ENOTDIR')) return false;
    throw error;
  }
}
