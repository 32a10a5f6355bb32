import { mkdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { CodedError, hasCode, messageOf } from '@ktrdr/errors';
import { brokenLink } from '@ktrdr/durable-files';
import { isWithin } from '../core/is-within.ts';
import { type EntryKind, kindsByGit } from '../git/kinds-by-git.ts';
import { lostFiles } from '../git/lost-files.ts';
import type { GitOptions } from '../git/run-git.ts';
import type { BindMount } from './check-config.ts';
import { mayBeFile } from './may-be-file.ts';
import { missingKind } from './missing-kind.ts';
import { mountMissing } from './mount-missing.ts';

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
  /** Places in which there are directories alone. */
  readonly directories: readonly string[];
  /** Told of directories that are made though nothing shows that they are meant. */
  readonly onGuess?: (text: string) => void;
}

/**
 * Makes missing bind-mounted directories as this user (the Engine would make them as root), but only in the instance's directory and in
 * `KTRDR_HOME`: elsewhere a disk may be away. Of what nothing shows to be a directory it makes one, as Compose would, where no name looks like a file's, and
 * says so: KTRDR's own file mounts `research_agents`, which git does not have. Refuses all others, what the checkout has lost, and what Compose
 * is not to make. Of an Engine on another machine or in a virtual one, only what the user's directories lack is looked at.
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
  const byGit = await knownByGit(git, directory, sources);
  const facts = { mounts, byGit, directories: options.directories };
  const refused = missing.flatMap((mount) => {
    const isTracked = lost.has(mount.source);
    const kind = missingKind(mount, facts);
    const isDirectory = kind === 'directory' || (kind === undefined && !mayBeFile(mount));
    const isMade = !isTracked && mount.mustExist !== true && ours.has(mount.source) && isDirectory;
    return isMade ? [] : [{ mount, isTracked, isFile: kind === 'file' }];
  });
  if (refused.length > 0) throw mountMissing(refused, directory);
  const guessed = missing.filter((mount) => missingKind(mount, facts) === undefined).map(({ source }) => source);
  if (guessed.length > 0) options.onGuess?.(describeGuess([...new Set(guessed)]));
  for (const { source, service } of missing) {
    await mkdir(source, { recursive: true }).catch((cause: unknown) => {
      throw new CodedError(`Cannot create the directory ${source} for service ${service}: ${messageOf(cause)}`, {
        code: 'MOUNT_FAILED',
        hint: 'Create it by hand, or make its parent directory writable.',
        cause,
      });
    });
  }
}

function describeGuess(sources: readonly string[]): string {
  const made = sources.length === 1 ? 'an empty directory is' : 'empty directories are';
  return `The Compose file mounts paths that do not exist, so ${made} created, as Compose would: ${sources.join(', ')}`;
}

async function assertNoBrokenLink({ source, service }: BindMount): Promise<void> {
  const link = await brokenLink(source);
  if (link === undefined) return;
  throw new CodedError(
    `${link.path}, which service ${service} mounts, is a link to ${link.target}, which does not exist`,
    {
      code: 'MOUNT_FAILED',
      hint: 'Nothing was started. Mount the disk of its target, or fix the link, and run the command again.',
    },
  );
}

/** Whether a directory there is ours to make. Links in `KTRDR_HOME` are the user's own; those of a checkout lead where its author likes. */
async function isOurs(source: string, { directory, home }: MountOptions): Promise<boolean> {
  if (isWithin(source, home)) return true;
  if (!isWithin(source, directory)) return false;
  const place = await realPlace(source);
  const roots = await Promise.all([directory, home].map(async (root) => await realpath(root).catch(() => root)));
  return roots.some((root) => isWithin(place, root));
}

/** git does not look behind links: it is asked for the places that they lead to. */
async function knownByGit(
  git: GitOptions,
  directory: string,
  sources: readonly string[],
): Promise<ReadonlyMap<string, EntryKind>> {
  const root = await realpath(directory);
  const places = await Promise.all(sources.map(async (source) => ({ source, place: await realPlace(source) })));
  const kinds = await kindsByGit(
    git,
    root,
    places.map(({ place }) => place),
  );
  return new Map(
    places.flatMap(({ source, place }): [string, EntryKind][] => {
      const kind = kinds.get(place);
      return kind === undefined ? [] : [[source, kind]];
    }),
  );
}

/** Where something that is not there would be made. */
async function realPlace(path: string): Promise<string> {
  const parent = dirname(path);
  const real = await realpath(parent).catch((error: unknown) => {
    if (!isMissing(error) || parent === path) throw error;
    return undefined;
  });
  return join(real ?? (await realPlace(parent)), basename(path));
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
