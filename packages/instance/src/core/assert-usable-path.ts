import { CodedError } from '@ktrdr/errors';

/**
 * Refuses a directory that no stack could be started from: the parts of a mount are separated by colons, so that none may be in the path of what
 * is mounted. Source: `docker run --volume`
 *
 * @throws CodedError `PATH_UNUSABLE`
 */
export function assertUsablePath(path: string): void {
  if (!path.includes(':')) return;
  throw new CodedError(`A stack cannot be started from a path with a colon in it: ${path}`, {
    code: 'PATH_UNUSABLE',
    hint: 'Nothing was changed. Docker treats a colon as the end of a path. Rename the directory, or use another clone.',
  });
}
