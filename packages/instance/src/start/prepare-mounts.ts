import { mkdir, stat } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { CodedError, hasCode, messageOf } from '@ktrdr/errors';
import { brokenLink } from '@ktrdr/registry';
import { type BindMount, mountMissing } from './check-config.ts';

const FILE_NAMES = /^(\.env|\..*rc|\.pgpass|Makefile|Dockerfile|LICENSE)$/;

/**
 * Makes missing bind-mounted directories as this user (the Engine would make them as root) and refuses missing files.
 *
 * @throws CodedError `MOUNT_MISSING`, `MOUNT_FAILED`
 */
export async function prepareMounts(mounts: readonly BindMount[]): Promise<void> {
  const missing = (
    await Promise.all(mounts.map(async (mount) => ((await exists(mount.source)) ? [] : [mount])))
  ).flat();
  const files = missing.filter(isFile);
  if (files.length > 0) throw mountMissing(files);
  for (const { source, service } of missing) {
    const link = await brokenLink(source);
    if (link !== undefined) {
      throw new CodedError(
        `${link.path}, which service ${service} mounts, is a link to ${link.target}, which is not there`,
        {
          code: 'MOUNT_FAILED',
          hint: 'Mount the disk that it is on, or mend the link, and run the command again. Nothing was started.',
        },
      );
    }
    await mkdir(source, { recursive: true }).catch((cause: unknown) => {
      throw new CodedError(`Cannot make the directory ${source} for service ${service}: ${messageOf(cause)}`, {
        code: 'MOUNT_FAILED',
        hint: 'Make it by hand, or make its parent directory writable.',
        cause,
      });
    });
  }
}

/**
 * What does not exist has no type; its names have to tell. A file has an extension on both sides (`.d` is for directories),
 * or a name that files have: `.env`, `.npmrc`, `Makefile`.
 */
function isFile({ source, target }: BindMount): boolean {
  return [source, target].every((path) => {
    const extension = extname(path);
    return (extension !== '' && extension !== '.d') || FILE_NAMES.test(basename(path));
  });
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return false;
    // A directory that we may not look into is the Engine's matter.
    return true;
  }
}
