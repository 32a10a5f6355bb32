import { lstat, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CodedError, hasCode, messageOf } from '@ktrdr/errors';
import { type Context } from '@ktrdr/instance';
import {
  currentBranch,
  type DirectoryIdentity,
  directoryIdentity,
  type GitFacts,
  gitFacts,
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
}

/** Docker takes a colon for the end of a path; files of lines, as `.env.sandbox` is, have no place for a line break. */
const UNUSABLE = /[:\p{Cc}]/u;

/** @throws CodedError `PLACE_UNUSABLE`: a file on the way, a directory that may not be entered; `GIT_FAILED`; and of `gitFacts` */
export async function readPlace(path: string, context: Pick<Context, 'run' | 'env'>): Promise<PlaceFacts> {
  const place = await realPlace(path).catch((cause: unknown) => {
    throw unusable(path, cause);
  });
  // A link that leads nowhere is something too.
  const exists = await isThere(path);
  const isDirectory = (await stat(place.ancestor)).isDirectory();
  // Nothing is made where local-prod could not be started from afterwards.
  if (!exists && UNUSABLE.test(place.path))
    throw unusable(path, new Error('a colon or a control character is in its name'));
  if (!exists && !isDirectory) throw unusable(path, new Error(`${place.ancestor} is not a directory`));
  const git = isDirectory ? await gitFacts(place.ancestor, context) : ({ kind: 'none' } as const);
  return {
    path: place.path,
    exists,
    identity: exists ? await directoryIdentity(place.path) : undefined,
    branch: exists && git.kind === 'clone' ? await currentBranch(context, place.path) : undefined,
    git: exists ? git : { kind: 'none' },
    around: exists || git.kind === 'none' ? undefined : git.topLevel,
    marker: exists && isDirectory && (await isThere(join(place.path, '.env.sandbox'))),
  };
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
