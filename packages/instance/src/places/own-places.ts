import { realpath } from 'node:fs/promises';
import { hasCode } from '@ktrdr/errors';
import type { Context } from '../core/context.ts';
import type { LyingInside } from './lying-inside.ts';

/**
 * Real paths of what all instances share: the registry's home, and the shared data wherever it is linked to. None of it goes with a
 * worktree that it happens to lie in.
 */
export async function ownPlaces({ home }: Context): Promise<LyingInside[]> {
  const sharedIn = (path: string): LyingInside => ({
    path,
    what: 'data that all instances share',
    first: `Move the shared data elsewhere first, and link to it from ${home.shared}.`,
  });
  const places = [
    ...[home.root, home.operations].map(registryIn),
    ...[home.shared, home.data, home.models, home.strategies].map(sharedIn),
  ];
  const found = await Promise.all(
    places.map(async ({ path, ...others }) => {
      const real = await realpath(path).catch((error: unknown) => {
        if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return undefined;
        throw error;
      });
      return real === undefined ? [] : [{ path: real, ...others }];
    }),
  );
  return found.flat();
}

function registryIn(path: string): LyingInside {
  const first = 'Move the home of the registry elsewhere first, and set KTRDR_HOME to its new place.';
  return { path, what: 'the home of the registry', first };
}
