import { lstat, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { hasCode } from '@ktrdr/errors';
import { isWithin } from '../core/is-within.ts';

/**
 * What is mounted below a directory, also of the same file system, where no inode tells. Linux only: nothing elsewhere.
 * Source: proc_pid_mountinfo(5)
 */
export async function mountsBelow(directory: string, file = MOUNTS): Promise<string[]> {
  const points = await mountPoints(file);
  return points.filter((mountPoint) => mountPoint !== directory && isWithin(mountPoint, directory));
}

/** Whether a directory is itself a mount: nobody can rename it then. Outside of Linux only one of another file system is told. */
export async function isMountPoint(directory: string, file = MOUNTS): Promise<boolean> {
  if ((await mountPoints(file)).includes(directory)) return true;
  const [here, above] = await Promise.all([lstat(directory), lstat(dirname(directory))]);
  return here.dev !== above.dev;
}

const MOUNTS = '/proc/self/mountinfo';

async function mountPoints(file: string): Promise<string[]> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return '';
    throw error;
  });
  return parseMountPoints(text);
}

/** The fifth field of each line; space, tab, line feed and backslash are written as `\` and three octal digits. */
export function parseMountPoints(text: string): string[] {
  return text.split('\n').flatMap((line) => {
    const field = line.split(' ')[4];
    if (field === undefined) return [];
    return [field.replaceAll(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)))];
  });
}
