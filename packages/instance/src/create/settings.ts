import { constants } from 'node:fs';
import { lstat, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { hasCode } from '@ktrdr/errors';

/** An assistant's settings: what the repository proposes, and what each checkout has for itself. */
export const SETTINGS_EXAMPLE = '.claude/settings.local.example.json';
export const SETTINGS = '.claude/settings.local.json';

/**
 * Gives a new worktree the settings that its repository proposes, where it has none of its own. Only a file of the repository's own is
 * copied: a link may lead to somebody's private files, and a directory that is one would have the copy made elsewhere.
 *
 * @returns whether it did
 */
export async function copySettings(worktree: string): Promise<boolean> {
  try {
    if (!(await lstat(join(worktree, dirname(SETTINGS)))).isDirectory()) return false;
    const content = await readOwnFile(join(worktree, SETTINGS_EXAMPLE));
    if (content === undefined) return false;
    const copy = await open(join(worktree, SETTINGS), 'wx');
    try {
      await copy.writeFile(content);
    } finally {
      await copy.close();
    }
    return true;
  } catch (error) {
    if (['ENOENT', 'EEXIST', 'ENOTDIR', 'ELOOP'].some((code) => hasCode(error, code))) return false;
    throw error;
  }
}

async function readOwnFile(path: string): Promise<Buffer | undefined> {
  const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    return (await handle.stat()).isFile() ? await handle.readFile() : undefined;
  } finally {
    await handle.close();
  }
}
