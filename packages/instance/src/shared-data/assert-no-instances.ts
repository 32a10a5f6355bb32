import { join } from 'node:path';
import { CodedError } from '@ktrdr/errors';
import type { Context } from '../core/context.ts';
import { isWithin } from '../core/is-within.ts';
import { registeredInstances } from '../core/registered-instances.ts';
import { throughMounts } from '../entries/through-mounts.ts';
import type { SharedDirectory } from './shared-directories.ts';

/**
 * Refuses to replace a directory in which a registered instance lies: what is in that is told of by its own commands alone.
 *
 * @throws CodedError `SHARED_NOT_REPLACEABLE`, and of the registry
 */
export async function assertNoInstances(
  context: Context,
  shared: string,
  names: readonly SharedDirectory[],
): Promise<void> {
  const instances = await registeredInstances(context);
  const paths = instances.map(({ path }) => path);
  for (const name of names) {
    const place = join(shared, name);
    const aliases = await throughMounts(place, paths);
    const inside = instances.filter(({ path }) => isWithin(path, place) || aliases.has(path));
    if (inside.length === 0) continue;
    throw new CodedError(
      `${place} is not replaced: it contains ${inside.map(({ id, path }) => `${id} (${path})`).join(', ')}`,
      {
        code: 'SHARED_NOT_REPLACEABLE',
        hint: 'Nothing was changed. Destroy the instances that nobody needs, or create them again elsewhere; then run the command again.',
      },
    );
  }
}
