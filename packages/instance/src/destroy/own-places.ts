import { realpath } from 'node:fs/promises';
import { hasCode } from '@ktrdr/errors';
import type { Context } from '../core/context.ts';

/**
 * Real paths of what all environments share: the registry's home, and the shared data wherever it is linked to. None of it goes with a
 * worktree that it happens to lie in.
 */
export async function ownPlaces({ home }: Context): Promise<{ readonly path: string; readonly what: string }[]> {
  const shared = 'data that all environments share';
  const places = [
    { path: home.root, what: 'the home of the registry' },
    { path: home.operations, what: 'the home of the registry' },
    ...[home.shared, home.data, home.models, home.strategies].map((path) => ({ path, what: shared })),
  ];
  const found = await Promise.all(
    places.map(async ({ path, what }) => {
      const real = await realpath(path).catch((error: unknown) => {
        if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return undefined;
        throw error;
      });
      return real === undefined ? [] : [{ path: real, what }];
    }),
  );
  return found.flat();
}
