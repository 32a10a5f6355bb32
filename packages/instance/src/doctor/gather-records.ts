import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Home } from '../core/home.ts';

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
