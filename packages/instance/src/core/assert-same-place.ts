import { CodedError } from '@ktrdr/errors';
import { type DirectoryIdentity, directoryIdentity, isSameDirectory } from './directory-identity.ts';

/**
 * Refuses to go on where a directory was moved since it was looked at, or another has taken its place: that one is somebody's.
 *
 * @throws CodedError `INSTANCE_CHANGED`
 */
export async function assertSamePlace(path: string, seen: DirectoryIdentity | undefined): Promise<void> {
  const now = await directoryIdentity(path);
  if (seen !== undefined && isSameDirectory(seen, now)) return;
  const what = now === undefined ? 'no longer exists' : 'is now another directory';
  throw new CodedError(`${path} ${what}`, {
    code: 'INSTANCE_CHANGED',
    hint: 'Somebody has moved it, or put another directory in its place, which was left alone. Check what is there now, then run the command again in the right directory.',
  });
}
