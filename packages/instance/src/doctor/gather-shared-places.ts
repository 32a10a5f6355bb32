import { stat } from 'node:fs/promises';
import { brokenLink } from '@ktrdr/durable-files';
import { hasCode } from '@ktrdr/errors';
import type { Home } from '../core/home.ts';
import type { SharedPlaceFacts } from './facts.ts';

/** The shared directories that cannot be used: something else is there, or a link to nothing. One that is missing is no fault. */
export async function gatherSharedPlaces({ shared, data, models, strategies }: Home): Promise<SharedPlaceFacts[]> {
  const places = await Promise.all([shared, data, models, strategies].map(gatherPlace));
  const bad = places.flat();
  // What is wrong with the one above is wrong with those in it.
  return bad.filter(({ path }, index) => bad.findIndex((one) => one.path === path) === index);
}

async function gatherPlace(path: string): Promise<SharedPlaceFacts[]> {
  try {
    return (await stat(path)).isDirectory() ? [] : [{ kind: 'no directory', path }];
  } catch (error) {
    // Nobody can tell; that it is forbidden is a finding of its own.
    if (hasCode(error, 'EACCES')) return [];
    const link = await brokenLink(path);
    return link === undefined ? [] : [{ kind: 'broken link', ...link }];
  }
}
