import type { Home } from '../core/home.ts';
import { type UnusablePlace, unusablePlace } from '../shared-data/unusable-place.ts';

/** The shared directories that cannot be used. */
export async function gatherSharedPlaces({ shared, data, models, strategies }: Home): Promise<UnusablePlace[]> {
  const places = await Promise.all([shared, data, models, strategies].map(unusablePlace));
  const bad = places.flatMap((place) => place ?? []);
  // What is wrong with the one above is wrong with those in it.
  return bad.filter(({ path }, index) => bad.findIndex((one) => one.path === path) === index);
}
