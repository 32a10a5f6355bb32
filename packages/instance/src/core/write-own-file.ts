import { mkdir, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { hasCode, jsonText } from '@ktrdr/errors';
import { removeTemporaryFiles, writeFileDurably } from '@ktrdr/durable-files';

/**
 * Writes a file of ours, whole or not at all and for the user alone, and makes its directory. What a killed write of the same file has left goes: a
 * lock must be held that keeps others from writing it.
 *
 * @throws Node's errors: EACCES, ENOSPC, EROFS, …
 */
export async function writeOwnFile(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await removeTemporaryFiles(file);
  await writeFileDurably(file, text);
}

/** A value as such a file has it: JSON that people can read. */
export function asJson(value: object): string {
  return `${jsonText(value, 2)}\n`;
}

/**
 * Removes such a file, and what a killed write of it has left; fine where there is none, also because something else is where its directory would be.
 * The same lock must be held.
 *
 * @throws Node's errors: EACCES, EPERM, EROFS, …
 */
export async function removeOwnFile(file: string): Promise<void> {
  try {
    await removeTemporaryFiles(file);
    // `rm` takes what it may not remove for a directory, and says that it is none.
    await unlink(file);
  } catch (error) {
    if (!hasCode(error, 'ENOENT') && !hasCode(error, 'ENOTDIR')) throw error;
  }
}
