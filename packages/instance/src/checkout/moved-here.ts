import { dirname } from 'node:path';
import { readEnvFile } from '../env-file/env-file.ts';
import type { GitOptions } from '../git/run-git.ts';
import type { Instance } from '../core/instance.ts';
import { isMissing } from '../core/stats-at.ts';
import { isMarkerOf } from './is-marker-of.ts';
import { isOwnCheckout } from './place-between.ts';

/** An instance whose directory is elsewhere than it was registered. */
export interface MovedInstance {
  readonly instance: Instance;
  /** Where its directory is. */
  readonly at: string;
}

/**
 * The instance whose directory was moved to where `directory`, a real path, lies: the `.env.sandbox` there names it, and nothing is at its
 * registered place. Undefined also where that file cannot be read, and for a checkout of its own that lies in such a directory.
 */
export async function movedHere(
  git: GitOptions,
  directory: string,
  instances: readonly Instance[],
): Promise<MovedInstance | undefined> {
  const marker = await readEnvFile(directory).catch(() => undefined);
  if (marker !== undefined) {
    const instance = instances.find((one) => isMarkerOf(one, marker));
    return instance !== undefined && (await isMissing(instance.path)) ? { instance, at: directory } : undefined;
  }
  const parent = dirname(directory);
  if (parent === directory || (await isOwnCheckout(git, directory, undefined))) return undefined;
  return await movedHere(git, parent, instances);
}
