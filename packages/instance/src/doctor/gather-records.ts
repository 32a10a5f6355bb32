import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { answer } from '../core/answer.ts';
import type { Context } from '../core/context.ts';
import type { Home } from '../core/home.ts';
import type { Instance } from '../core/instance.ts';
import type { DoctorFacts } from './facts.ts';
import { type UnusablePlace, unusablePlace } from '../shared-data/unusable-place.ts';
import { readVolumeRecord } from '../volumes/volume-record.ts';

/** The records of instances' volumes in our home, by the instance's id; none where nobody may look, which is told of as such. */
export async function gatherRecords({ volumes }: Pick<Home, 'volumes'>): Promise<ReadonlyMap<string, string>> {
  const names = await readdir(volumes).catch((): string[] => []);
  return new Map(
    names.flatMap((name): [string, string][] => {
      const id = /^(.+)\.json$/.exec(name)?.[1];
      return id === undefined ? [] : [[id, join(volumes, name)]];
    }),
  );
}

/** Which volumes are written down as an instance's own, by its id, of registered ones and others. */
export async function gatherVolumeRecords(
  context: Context,
  instances: readonly Instance[],
  records: ReadonlyMap<string, string>,
): Promise<DoctorFacts['volumeRecords']> {
  const ids = new Set([...instances.map(({ id }) => id), ...records.keys()]);
  const found = await Promise.all(
    [...ids].map(async (id) => [id, await answer(readVolumeRecord(context, id))] as const),
  );
  return new Map(found);
}

/** The directories in which we keep records, and which are none: what is to be written there fails. */
export async function gatherHomePlaces(home: Home): Promise<UnusablePlace[]> {
  const { operations, engines, databases, starts, failures, records, volumes, makers, hooks, composeFiles } = home;
  const { hostServices } = home;
  const kept = [operations, engines, databases, starts, failures, records, volumes, makers, hooks, composeFiles];
  return (await Promise.all([...kept, hostServices].map(unusablePlace))).flatMap((place) => place ?? []);
}
