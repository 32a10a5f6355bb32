import { rename } from 'node:fs/promises';
import { CodedError, hasCode, messageOf } from '@ktrdr/errors';
import { type DirectoryIdentity, directoryIdentity, isSameDirectory } from '../core/directory-identity.ts';
import { isThere } from '../core/stats-at.ts';

export interface MoveAsideOptions {
  /** A name beside it that nobody knows. */
  readonly to: string;
  /** Which directory was looked at. */
  readonly identity: DirectoryIdentity;
}

/**
 * Takes a directory out of everybody's way before it is removed: from now on nothing can be put in its place. What was moved is looked at
 * then, so that the path may have led elsewhere in the meantime: another directory goes back.
 *
 * @throws CodedError `INSTANCE_CHANGED` (another directory, or none, is at its place), `WORKTREE_NOT_REMOVED`
 */
export async function moveAside(path: string, { to, identity }: MoveAsideOptions): Promise<void> {
  await rename(path, to).catch((cause: unknown) => {
    if (hasCode(cause, 'ENOENT')) throw changed(path, cause);
    throw new CodedError(`Cannot remove ${path}: ${messageOf(cause)}`, {
      code: 'WORKTREE_NOT_REMOVED',
      hint: 'The directory is unchanged. You must be able to write to its parent directory, and it must not be a mount.',
      cause,
    });
  });
  if (isSameDirectory(identity, await directoryIdentity(to))) return;
  await moveBack(to, path);
  throw changed(path);
}

/**
 * Brings back what was moved aside. Where something else has taken its place, it stays where it is, and the error says so.
 *
 * @param lacks what of it is gone by now
 */
export async function moveBack(from: string, to: string, lacks = 'Nothing was deleted.'): Promise<void> {
  if (await isThere(to)) {
    throw new CodedError(`Something else has taken the place of a moved directory: ${to}`, {
      code: 'INSTANCE_CHANGED',
      hint: `${lacks} The directory is now at ${from}; move it to where you want it.`,
    });
  }
  await rename(from, to);
}

function changed(path: string, cause?: unknown): CodedError {
  return new CodedError(`${path} is no longer the directory that was checked`, {
    code: 'INSTANCE_CHANGED',
    hint: 'No file was touched. Check what is there now, then run the command again.',
    cause,
  });
}
