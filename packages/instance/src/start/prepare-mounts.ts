import { mkdir, stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { CodedError, hasCode, messageOf } from '@ktrdr/errors';
import { type BindMount, mountMissing } from './check-config.ts';

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
    await mkdir(source, { recursive: true }).catch((cause: unknown) => {
      throw new CodedError(`Cannot make the directory ${source} for service ${service}: ${messageOf(cause)}`, {
        code: 'MOUNT_FAILED',
        hint: 'Make it by hand, or make its parent directory writable.',
        cause,
      });
    });
  }
}

/** What does not exist has no type: a name with an extension on both sides is taken for a file. */
function isFile({ source, target }: BindMount): boolean {
  return extname(source) !== '' && extname(target) !== '';
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
