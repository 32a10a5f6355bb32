import { lstat, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CodedError, hasCode } from '@ktrdr/errors';

/**
 * The text of a file that is to be written, if it is one by itself and lies in a directory by itself: a link may lead to somebody else's.
 *
 * @returns undefined where there is none
 * @throws CodedError `SETTINGS_UNWRITABLE`
 */
export async function ownText(file: string): Promise<string | undefined> {
  const directory = dirname(file);
  const above = await kindOf(directory);
  if (above !== undefined && above !== 'directory') throw unlike(directory, 'a plain directory');
  const found = above && (await kindOf(file));
  if (found === undefined) return undefined;
  if (found !== 'file') throw unlike(file, 'a plain file');
  const content = await readFile(file);
  const text = content.toString('utf8');
  // What is not UTF-8 would not be written as it was.
  if (Buffer.from(text).equals(content)) return text;
  throw unlike(file, 'UTF-8 text');
}

async function kindOf(path: string): Promise<'file' | 'directory' | 'other' | undefined> {
  try {
    const stats = await lstat(path);
    return stats.isFile() ? 'file' : stats.isDirectory() ? 'directory' : 'other';
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function unlike(path: string, what: string): CodedError {
  return new CodedError(`${path} is not ${what}, and was left unchanged`, {
    code: 'SETTINGS_UNWRITABLE',
    hint: 'Check what it is (ls -ld), move it away and run the command again.',
  });
}
