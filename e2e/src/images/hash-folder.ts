import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';

/** Twelve hex digits that change with any file of the folder, its path in there, or `seed`. */
export async function hashFolder(folder: string, seed: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const hash = createHash('sha256').update(seed);
  for (const file of files.toSorted()) hash.update(`\0${relative(folder, file)}\0`).update(await readFile(file));
  return hash.digest('hex').slice(0, 12);
}
