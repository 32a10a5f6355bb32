import { homedir } from 'node:os';
import { isWithin } from './is-within.ts';

/**
 * Whether a path that the local Engine has mounted is one of this machine: where the Engine is in a virtual machine, as on macOS, it may be of that one, and only
 * what is in the home is sure to be here.
 */
export function isOfThisMachine(
  path: string,
  { platform, home } = { platform: process.platform, home: homedir() },
): boolean {
  return platform === 'linux' || isWithin(path, home);
}
