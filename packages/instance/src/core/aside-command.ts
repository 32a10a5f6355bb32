import { quoteArgument } from '@ktrdr/errors';
import { isThere } from './stats-at.ts';

/**
 * The command that moves something aside, to a name beside it that nothing has: `mv -n` moves nothing where the name is taken, and says so only
 * with newer coreutils.
 *
 * @param suffix what the name ends with: `before`
 */
export async function asideCommand(path: string, suffix: string): Promise<string> {
  return moveCommand(path, await asideName(path, suffix));
}

/** The same, where the name is known to be free. */
export function moveCommand(path: string, to: string): string {
  return `mv -n ${quoteArgument(path)} ${quoteArgument(to)}`;
}

/** A free name beside something, as far as this user can see: `path.before`, or `path.before-2`, … */
export async function asideName(path: string, suffix: string): Promise<string> {
  for (let number = 1; ; number += 1) {
    const name = `${path}.${suffix}${number === 1 ? '' : `-${number}`}`;
    if (!(await isThere(name).catch(() => false))) return name;
  }
}
