import { join } from 'node:path';
import { type AgreedPlace, lookAtPlace } from './agreed-place.ts';
import type { SharedDirectory } from './shared-directories.ts';

/** What is at the places of these directories now, before somebody is asked about them. */
export async function lookAtPlaces(
  shared: string,
  names: readonly SharedDirectory[],
): Promise<Partial<Record<SharedDirectory, AgreedPlace>>> {
  const looked = await Promise.all(names.map(async (name) => [name, await lookAtPlace(join(shared, name))] as const));
  return Object.fromEntries(looked);
}
