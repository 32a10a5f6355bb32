import { mkdir, stat } from 'node:fs/promises';
import { basename, extname, sep } from 'node:path';
import { CodedError, hasCode, messageOf } from '@ktrdr/errors';
import { brokenLink } from '@ktrdr/registry';
import { type BindMount, mountMissing } from './check-config.ts';

/** Files without an extension, by names that tools and systems give them. */
const FILE_NAMES =
  /^(\.env(\..*)?|\.\w*rc|\.pgpass|\.netrc|\.gitconfig|\.git-credentials|\.gitattributes|\.\w*ignore|\.(bash_)?profile|\.\w*_history|\.\w+-version|(Make|Docker|Proc|Just|Vagrant)file|LICENSE|README|CODEOWNERS|hosts|hostname|passwd|group|shadow|localtime|timezone|machine-id|known_hosts|authorized_keys|id_(rsa|ecdsa|ed25519))$/;
/** An extension; `.d` is for directories, and what begins with a digit is a version. */
const EXTENSION = /^\.(?!d$)[A-Za-z]\w*$/;

export interface MountOptions {
  /** Whether the Engine has a file system of its own, in which it looks for paths that this machine does not share. */
  readonly engineElsewhere: boolean;
  /** What this machine shares with it: the user's files. */
  readonly shared: readonly string[];
}

/**
 * Makes missing bind-mounted directories as this user (the Engine would make them as root) and refuses missing files, and what Compose
 * is not to make. Of an Engine on another machine or in a virtual one, only what the user's directories lack is looked at.
 *
 * @throws CodedError `MOUNT_MISSING`, `MOUNT_FAILED`
 */
export async function prepareMounts(
  mounts: readonly BindMount[],
  { engineElsewhere, shared }: MountOptions = { engineElsewhere: false, shared: [] },
): Promise<void> {
  const looked = mounts.filter(
    ({ source }) => !engineElsewhere || shared.some((directory) => isBelow(directory, source)),
  );
  const missing = (
    await Promise.all(looked.map(async (mount) => ((await exists(mount.source)) ? [] : [mount])))
  ).flat();
  const refused = missing.filter((mount) => mount.mustExist === true || isFile(mount));
  if (refused.length > 0) throw mountMissing(refused);
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
 * What does not exist has no type; its names have to tell, and one of the two is enough: a directory in the place of a file is found by nobody,
 * and a directory that is refused is made by one command.
 */
function isFile({ source, target }: BindMount): boolean {
  return [source, target].some((path) => FILE_NAMES.test(basename(path)) || EXTENSION.test(extname(path)));
}

function isBelow(directory: string, path: string): boolean {
  return path === directory || path.startsWith(`${directory}${sep}`);
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
