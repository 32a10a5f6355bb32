import { join } from 'node:path';
import { type AgreedPlace, lookAtPlace } from './agreed-place.ts';
import { type CopiedDirectory, lookAtCopy } from './copied-directory.ts';
import type { SharedDirectory } from './shared-directories.ts';
import type { Staging } from './staging.ts';

/** What is in the places of shared directories, each as it was when it was looked at. */
export type SharedPlaces = Partial<Record<SharedDirectory, AgreedPlace>>;

/** What is at the places of these directories now, before somebody is asked about them. */
export async function lookAtPlaces(shared: string, names: readonly SharedDirectory[]): Promise<SharedPlaces> {
  const looked = await Promise.all(names.map(async (name) => [name, await lookAtPlace(join(shared, name))] as const));
  return Object.fromEntries(looked);
}

/** The copies of these directories, when all of it is copied. */
export async function lookAtCopies(
  staging: Staging,
  names: readonly SharedDirectory[],
): Promise<Partial<Record<SharedDirectory, CopiedDirectory>>> {
  const looked = await Promise.all(
    names.map(async (name) => [name, await lookAtCopy(join(staging.fresh, name))] as const),
  );
  return Object.fromEntries(looked.filter(([, copy]) => copy !== undefined));
}
