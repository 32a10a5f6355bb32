import { readFile, stat } from 'node:fs/promises';
import { hasCode } from '@ktrdr/errors';

/** A larger file is hardly a secret, or settings. */
export const LARGEST_BYTES = 65_536;

/** What a file of this machine holds: `none` of what is no short file, `missing` where there is nothing, `unread` where it is not for us to read. */
export type FileText =
  { readonly kind: 'text'; readonly text: string } | { readonly kind: 'none' | 'missing' | 'unread' };

/** Reads a short file. What is where another Engine is, is missing here. */
export async function textOfFile(path: string): Promise<FileText> {
  try {
    const stats = await stat(path);
    if (!stats.isFile() || stats.size > LARGEST_BYTES) return { kind: 'none' };
    return { kind: 'text', text: await readFile(path, 'utf8') };
  } catch (error) {
    return { kind: hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR') ? 'missing' : 'unread' };
  }
}
