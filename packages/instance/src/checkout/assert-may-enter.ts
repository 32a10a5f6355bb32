import { CodedError } from '@ktrdr/errors';
import type { Instance } from '../core/instance.ts';
import { forbiddenDirectory } from '../entries/forbidden-at.ts';
import { forbiddenInWords, permissionFor } from '../entries/forbidden-in-words.ts';

/**
 * Refuses where this user may not look into an instance's directory, as after a `sudo`: what is in it is there all the same.
 *
 * @throws CodedError `DIRECTORY_FORBIDDEN`
 */
export async function assertMayEnter({ id, path }: Instance): Promise<void> {
  const forbidden = await forbiddenDirectory(path);
  if (forbidden === undefined) return;
  const { text, commands } = permissionFor(forbidden);
  throw new CodedError(`Cannot look into the directory of ${id}: ${forbiddenInWords(forbidden)}`, {
    code: 'DIRECTORY_FORBIDDEN',
    hint: `Nothing was changed. ${[text, ...commands].join(' ')}`,
  });
}
