import { access, constants, lstat, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { CodedError, hasCode, messageOf } from '@ktrdr/errors';
import { type Context } from '@ktrdr/instance';
import {
  currentBranch,
  type DirectoryIdentity,
  directoryIdentity,
  type GitFacts,
  gitFacts,
  isWithin,
} from '@ktrdr/instance/internal';
import { realPlace } from './resolve-place.ts';

/** What is known of the directory that a clone is to be in. */
export interface PlaceFacts {
  /** Its real path, also where it is not there yet. */
  readonly path: string;
  readonly exists: boolean;
  /** Which directory it is; undefined where there is none. */
  readonly identity: DirectoryIdentity | undefined;
  /** The branch that is checked out there; undefined without one. */
  readonly branch: string | undefined;
  /** What git says of it, where it is a directory. */
  readonly git: GitFacts;
  /** The repository that the place lies in, if it is not there yet and lies in one. */
  readonly around: string | undefined;
  /** Whether it has the `.env.sandbox` of an instance. */
  readonly marker: boolean;
  /** Whether it has an environment of Python packages. */
  readonly environment: boolean;
}

/** Docker takes a colon for the end of a path; files of lines, as `.env.sandbox` is, have no place for a line break. */
const UNUSABLE = /[:\p{Cc}]/u;

/** @throws CodedError `PLACE_UNUSABLE`: a file on the way, a directory that may not be entered; `GIT_FAILED`; and of `gitFacts` */
export async function readPlace(path: string, context: Pick<Context, 'run' | 'env' | 'home'>): Promise<PlaceFacts> {
  const place = await realPlace(path).catch((cause: unknown) => {
    throw unusable(path, cause);
  });
  // A link that leads nowhere is something too.
  const exists = await isThere(path);
  const isDirectory = (await stat(place.ancestor)).isDirectory();
  // Nothing is made where local-prod could not be started from afterwards.
  if (!exists && UNUSABLE.test(place.path))
    throw unusable(path, new Error('its name contains a colon or a control character'));
  if (!exists && !isDirectory) throw unusable(path, new Error(`${place.ancestor} is not a directory`));
  if (!exists) await assertCanBeMade(path, { place, home: context.home });
  const git = isDirectory ? await gitFacts(place.ancestor, context) : ({ kind: 'none' } as const);
  return {
    path: place.path,
    exists,
    identity: exists ? await directoryIdentity(place.path) : undefined,
    branch: exists && git.kind === 'clone' ? await currentBranch(context, place.path) : undefined,
    git: exists ? git : { kind: 'none' },
    around: exists || git.kind === 'none' ? undefined : git.topLevel,
    marker: exists && isDirectory && (await isThere(join(place.path, '.env.sandbox'))),
    environment: exists && isDirectory && (await isThere(join(place.path, '.venv'))),
  };
}

interface ToBeMade {
  readonly place: Awaited<ReturnType<typeof realPlace>>;
  readonly home: Context['home'];
}

/** What file systems take for a name, without what the name of the directory beside it has in addition: `.`, `.setup-` and eight digits. */
const LONGEST_NAME = 255 - 16;

/** Refuses, before anything is asked, where a clone cannot be made or would be lost. */
async function assertCanBeMade(path: string, { place, home }: ToBeMade): Promise<void> {
  if (Buffer.byteLength(basename(place.path)) > LONGEST_NAME)
    throw unusable(path, new Error(`its name is longer than ${LONGEST_NAME} bytes`));
  for (const own of [dirname(home.registry), home.data, home.models, home.strategies]) {
    const real = (await realPlace(own).catch(() => undefined))?.path ?? own;
    if (!isWithin(place.path, real) && !isWithin(real, place.path)) continue;
    const why =
      own === dirname(home.registry)
        ? "is reserved for ktrdr's own files"
        : 'is shared data, which is replaced as a whole';
    throw unusable(path, new Error(`${own} ${why}`));
  }
  await access(place.ancestor, constants.W_OK | constants.X_OK).catch((cause: unknown) => {
    throw unusable(path, cause);
  });
}

async function isThere(path: string): Promise<boolean> {
  return await lstat(path).then(
    () => true,
    (error: unknown) => {
      if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return false;
      throw unusable(path, error);
    },
  );
}

function unusable(path: string, cause: unknown): CodedError {
  return new CodedError(`${path} cannot be used: ${messageOf(cause)}`, {
    code: 'PLACE_UNUSABLE',
    hint: 'Choose another directory with --path.',
    cause,
  });
}
