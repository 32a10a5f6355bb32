import { mkdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, extname } from 'node:path';
import { CodedError, hasCode, messageOf } from '@ktrdr/errors';
import { brokenLink } from '@ktrdr/durable-files';
import { isWithin } from '../core/is-within.ts';
import { lostFiles } from '../git/lost-files.ts';
import type { GitOptions } from '../git/run-git.ts';
import type { BindMount } from './check-config.ts';
import { mountMissing } from './mount-missing.ts';

/** Files without an extension, by names that tools and systems give them. */
const FILE_NAMES =
  /^(\.env(\..*)?|\.\w*rc|\.pgpass|\.netrc|\.gitconfig|\.git-credentials|\.gitattributes|\.\w*ignore|\.(bash_)?profile|\.\w*_history|\.\w+-version|(Make|Docker|Proc|Just|Vagrant)file|LICENSE|README|CODEOWNERS|hosts|hostname|passwd|group|shadow|localtime|timezone|machine-id|known_hosts|authorized_keys|id_(rsa|ecdsa|ed25519)|(docker-)?entrypoint)$/;
/** An extension; `.d` is for directories, and what begins with a digit is a version. */
const EXTENSION = /^\.(?!d$)[A-Za-z]\w*$/;
/** Where containers look for secrets and settings, which are mostly files. Source: https://docs.docker.com/compose/how-tos/use-secrets/ */
const GIVEN = /^\/(?:run\/secrets|etc)\//;
/** Where only programs are. */
const PROGRAMS = new Set(['bin', 'sbin']);

export interface MountOptions {
  /** The instance's directory. */
  readonly directory: string;
  /** `KTRDR_HOME`. */
  readonly home: string;
  readonly git: GitOptions;
  /** Whether the Engine has a file system of its own, in which it looks for paths that this machine does not share. */
  readonly engineElsewhere: boolean;
  /** What this machine shares with it beside those two: the user's files. */
  readonly shared: readonly string[];
}

/**
 * Makes missing bind-mounted directories as this user (the Engine would make them as root), but only in the instance's directory and in
 * `KTRDR_HOME`: elsewhere nobody knows whether a file is meant, or a disk is away. Refuses those, missing files, what the checkout has lost, and what
 * Compose is not to make. Of an Engine on another machine or in a virtual one, only what the user's directories lack is looked at.
 *
 * @throws CodedError `MOUNT_MISSING`, `MOUNT_FAILED`, `GIT_FAILED`
 */
export async function prepareMounts(mounts: readonly BindMount[], options: MountOptions): Promise<void> {
  const { directory, home, git, engineElsewhere, shared } = options;
  const seen = [directory, home, ...shared];
  const looked = mounts.filter(({ source }) => !engineElsewhere || seen.some((place) => isWithin(source, place)));
  const missing = (
    await Promise.all(looked.map(async (mount) => ((await exists(mount.source)) ? [] : [mount])))
  ).flat();
  if (missing.length === 0) return;
  for (const mount of missing) await assertNoBrokenLink(mount);
  const sources = [...new Set(missing.map(({ source }) => source))];
  const lost = new Set(await lostFiles(git, directory, sources));
  const ours = new Set<string>();
  for (const source of sources) if (await isOurs(source, options)) ours.add(source);
  const refused = missing.flatMap((mount) => {
    const isTracked = lost.has(mount.source);
    const isMade = !isTracked && mount.mustExist !== true && ours.has(mount.source) && !isFile(mount);
    return isMade ? [] : [{ mount, isTracked }];
  });
  if (refused.length > 0) throw mountMissing(refused, directory);
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

async function assertNoBrokenLink({ source, service }: BindMount): Promise<void> {
  const link = await brokenLink(source);
  if (link === undefined) return;
  throw new CodedError(
    `${link.path}, which service ${service} mounts, is a link to ${link.target}, which is not there`,
    {
      code: 'MOUNT_FAILED',
      hint: 'Mount the disk that it is on, or mend the link, and run the command again. Nothing was started.',
    },
  );
}

/** Whether a directory there is ours to make. Links in `KTRDR_HOME` are the user's own; those of a checkout lead where its author likes. */
async function isOurs(source: string, { directory, home }: MountOptions): Promise<boolean> {
  if (isWithin(source, home)) return true;
  if (!isWithin(source, directory)) return false;
  const parent = await realParent(source);
  const roots = await Promise.all([directory, home].map(async (root) => await realpath(root).catch(() => root)));
  return roots.some((root) => isWithin(parent, root));
}

/** The real path of the nearest directory on the way up that is there. */
async function realParent(path: string): Promise<string> {
  const parent = dirname(path);
  try {
    return await realpath(parent);
  } catch (error) {
    if (!isMissing(error) || parent === path) throw error;
    return await realParent(parent);
  }
}

/**
 * What does not exist has no type. What is run is a file; else its names have to tell, and one of the two is enough: a directory in the place of
 * a file is found by nobody, and a directory that is refused is made by one command.
 */
function isFile({ source, target, isRun, isFile: isGiven }: BindMount): boolean {
  if (isRun === true || isGiven === true || isSecretOrSetting(target) || PROGRAMS.has(basename(dirname(target))))
    return true;
  return [source, target].some((path) => FILE_NAMES.test(basename(path)) || EXTENSION.test(extname(path)));
}

/** `/etc/cron.d` says that it is a directory. */
function isSecretOrSetting(target: string): boolean {
  return GIVEN.test(target) && extname(target) !== '.d';
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    // A directory that we may not look into is the Engine's matter.
    return !isMissing(error);
  }
}

function isMissing(error: unknown): boolean {
  return hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR');
}
