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
  return parseMounts(await readMounts(file)).map(({ point }) => point);
}

/** What `/proc/self/mountinfo` says; nothing where there is none. */
export async function readMounts(file = MOUNTS): Promise<string> {
  return await readFile(file, 'utf8').catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return '';
    throw error;
  });
}

export interface Mount {
  /** The file system's, as `major:minor`. */
  readonly device: string;
  /** What of that file system is mounted: `/`, or a directory in it. */
  readonly root: string;
  readonly point: string;
}

/** In fields 3, 4 and 5 of each line; space, tab, line feed and backslash are written as `\` and three octal digits. */
export function parseMounts(text: string): Mount[] {
  return text.split('\n').flatMap((line) => {
    const [, , device, root, point] = line.split(' ');
    if (device === undefined || root === undefined || point === undefined) return [];
    return [{ device, root: unescape(root), point: unescape(point) }];
  });
}

function unescape(field: string): string {
  return field.replaceAll(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}
