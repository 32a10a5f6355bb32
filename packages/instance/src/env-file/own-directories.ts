import { join } from 'node:path';
import { CodedError } from '@ktrdr/errors';
import { DIRECTORY_VARIABLES, type OwnDirectory } from './judge-env-file.ts';

/**
 * The lines that give an instance directories of its own checkout in place of the shared ones.
 *
 * @param path the checkout
 */
export function ownDirectories(path: string, own: readonly OwnDirectory[]): Record<string, string> {
  return Object.fromEntries(own.map((name) => [DIRECTORY_VARIABLES[name], join(path, name)]));
}

/**
 * Reads a list of such directories as a person writes it: `strategies,models`.
 *
 * @throws CodedError `USAGE`
 */
export function parseOwnDirectories(list: string): OwnDirectory[] {
  const names = list.split(',').map((name) => name.trim());
  const unknown = names.filter((name) => !isOwnDirectory(name));
  if (unknown.length > 0) {
    throw new CodedError(`A sandbox cannot have ${unknown.map((name) => JSON.stringify(name)).join(', ')} of its own`, {
      code: 'USAGE',
      hint: `Give one or more of ${Object.keys(DIRECTORY_VARIABLES).join(', ')}, separated by commas.`,
    });
  }
  return names.filter(isOwnDirectory);
}

function isOwnDirectory(name: string): name is OwnDirectory {
  return Object.hasOwn(DIRECTORY_VARIABLES, name);
}
