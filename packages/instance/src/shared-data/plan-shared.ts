import { readdir, realpath, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { CodedError, hasCode, messageOf } from '@ktrdr/errors';
import type { Context } from '../core/context.ts';
import { isThere } from '../core/stats-at.ts';
import { assertNoInstances } from './assert-no-instances.ts';
import { lookAtPlaces, type SharedPlaces } from './look-at-places.ts';
import { planSource, type SourceDirectory } from './plan-source.ts';
import { SHARED_DIRECTORIES, type SharedDirectory } from './shared-directories.ts';
import { readStaging, stagingOf } from './staging.ts';
import { assertReplaceable, placeOf } from './swap-directories.ts';
import { assertUsablePlaces, assertUsableSources } from './unusable-place.ts';

/** What a copy of shared data takes, and what it replaces. */
export interface SharedPlan {
  /** The real path of what is copied. */
  readonly from: string;
  readonly sources: readonly SourceDirectory[];
  /** The directories of them that have something in their place. */
  readonly existing: readonly SharedDirectory[];
  /** What is in the places of all of them now. */
  readonly places: SharedPlaces;
}

/**
 * Looks at what a copy of shared data would take and replace. Changes nothing.
 *
 * @throws CodedError `NO_SHARED_SOURCE`, `SHARED_OVERLAP`, `SHARED_NOT_REPLACEABLE`, `SHARED_UNREADABLE`
 */
export async function planShared(context: Context, given: string): Promise<SharedPlan> {
  const { shared: place, data, models, strategies } = context.home;
  await assertUsablePlaces([place, data, models, strategies]);
  const shared = await realpath(place).catch(() => place);
  const { from, sources } = await findSources(given, shared);
  const names = sources.map(({ name }) => name);
  for (const name of names) await assertReplaceable(shared, name);
  await assertNoInstances(context, shared, names);
  const places = await lookAtPlaces(shared, names);
  return { from, sources, places, existing: await filledShared(context, names) };
}

/** The directories of shared data that have something in them. */
export async function filledShared(
  { home: { shared } }: Pick<Context, 'home'>,
  names: readonly SharedDirectory[] = SHARED_DIRECTORIES,
): Promise<SharedDirectory[]> {
  const places = await Promise.all(names.map(async (name) => ({ name, place: await placeOf(shared, name) })));
  return places.filter(({ place }) => place === 'filled').map(({ name }) => name);
}

async function findSources(given: string, shared: string): Promise<{ from: string; sources: SourceDirectory[] }> {
  const from = await realpath(resolve(given)).catch((cause: unknown) => {
    const why = hasCode(cause, 'ENOENT') ? 'it does not exist' : messageOf(cause);
    throw new CodedError(`Cannot copy from ${resolve(given)}: ${why}`, {
      code: 'NO_SHARED_SOURCE',
      hint: 'Copy from a KTRDR checkout or another shared directory.',
      cause,
    });
  });
  await assertUsableSources(from);
  await assertSourceSettled(from);
  const directories = await Promise.all(
    SHARED_DIRECTORIES.map(async (name) => {
      const path = await directoryAt(join(from, name));
      return path === undefined ? [] : [{ name, path, empty: await isEmpty(path) }];
    }),
  );
  return { from, sources: planSource({ from, shared, directories: directories.flat() }) };
}

/** Of a shared directory whose own copy was ended while it was put in its place, some of it is elsewhere. */
async function assertSourceSettled(from: string): Promise<void> {
  const staging = stagingOf(from);
  if (!(await isThere(staging.state))) return;
  if ((await readStaging(staging))?.phase !== 'swapping') return;
  throw new CodedError(`Cannot copy from ${from}: a copy that was to be put there was interrupted`, {
    code: 'NO_SHARED_SOURCE',
    hint: `Nothing was changed. Finish that one first, in the home that ${from} belongs to: ktrdr doctor --fix`,
  });
}

async function directoryAt(path: string): Promise<string | undefined> {
  try {
    return (await stat(path)).isDirectory() ? await realpath(path) : undefined;
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return undefined;
    throw error;
  }
}

/** One that cannot be looked into is told of by the copy. */
async function isEmpty(path: string): Promise<boolean> {
  return await readdir(path).then(
    (names) => names.length === 0,
    () => false,
  );
}
