import { CodedError, quoteArgument } from '@ktrdr/errors';
import type { Instance } from '../core/instance.ts';
import { isWithin } from '../core/is-within.ts';
import type { LyingInside } from '../places/lying-inside.ts';

/**
 * What is somebody else's does not go with the directory that it lies in, whatever is confirmed or forced.
 *
 * @param changed what has been changed by now, as a sentence
 * @throws CodedError `NOT_EMPTY`
 */
export function assertNothingInside(
  { id, path }: Pick<Instance, 'id' | 'path'>,
  others: readonly LyingInside[],
  changed: string,
): void {
  const inside = others.filter((other) => isWithin(other.path, path));
  if (inside.length === 0) return;
  const list = [...new Set(inside.map((other) => `${other.path} (${other.what})`))].join(', ');
  throw new CodedError(`${path} cannot be removed: it contains ${list}`, {
    code: 'NOT_EMPTY',
    hint: [
      changed,
      ...new Set(inside.map(({ first }) => first)),
      `Or keep the directory: ktrdr sandbox destroy --name ${quoteArgument(id)} --keep-worktree`,
    ].join('\n'),
  });
}
