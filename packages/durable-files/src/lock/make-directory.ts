import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { hasCode } from '@ktrdr/errors';

/**
 * Makes a directory, and those above it, for the user alone.
 *
 * @throws Node's errors: EACCES, EROFS, ENOSPC, …
 */
export function makeDirectory(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  } catch (error) {
    // Node 20 and 22, asked for several directories, say ENOENT for a file system that is read-only. Asked for one, they say why.
    if (!hasCode(error, 'ENOENT')) throw error;
    mkdirSync(firstMissing(directory));
    throw error;
  }
}

function firstMissing(directory: string): string {
  const above = dirname(directory);
  return above === directory || existsSync(above) ? directory : firstMissing(above);
}
