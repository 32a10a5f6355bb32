import { readFile, stat } from 'node:fs/promises';

/** A larger file is hardly a secret, or settings. */
export const LARGEST_BYTES = 65_536;

/** Empty for what is no short file here, or not for us to read: a directory, or what is where another Engine is. */
export async function textOfFile(path: string): Promise<string> {
  try {
    const stats = await stat(path);
    return stats.isFile() && stats.size <= LARGEST_BYTES ? await readFile(path, 'utf8') : '';
  } catch {
    return '';
  }
}
