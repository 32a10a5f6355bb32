import { readFile } from 'node:fs/promises';
import { hasCode } from '@ktrdr/errors';
import { isWithin } from '../resolve-instance.ts';

/**
 * What is mounted below a directory, also of the same file system, where no inode tells. Linux only: nothing elsewhere.
 * Source: proc_pid_mountinfo(5)
 */
export async function mountsBelow(directory: string, file = '/proc/self/mountinfo'): Promise<string[]> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return '';
    throw error;
  });
  return parseMountPoints(text).filter((mountPoint) => mountPoint !== directory && isWithin(mountPoint, directory));
}

/** The fifth field of each line; space, tab, line feed and backslash are written as `\` and three octal digits. */
export function parseMountPoints(text: string): string[] {
  return text.split('\n').flatMap((line) => {
    const field = line.split(' ')[4];
    if (field === undefined) return [];
    return [field.replaceAll(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)))];
  });
}
