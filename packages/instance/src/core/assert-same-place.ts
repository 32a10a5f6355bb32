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
  const what = now === undefined ? 'is not there any more' : 'is another directory by now';
  throw new CodedError(`${path} ${what}`, {
    code: 'INSTANCE_CHANGED',
    hint: 'Somebody has moved it, or put another one in its place, which was left alone. See what is there now, then run the command again where it is to work.',
  });
}
