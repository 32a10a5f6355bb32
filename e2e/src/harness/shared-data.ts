import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hashTree } from '../stage/hash-tree.ts';
import type { ScenarioPlace } from './scenario-place.ts';

const NAMES = ['data', 'models', 'strategies'];
const FILES = 12;

/** Shared data that is to be replaced, and what it is replaced by. */
export interface SharedData {
  readonly source: string;
  /** Puts the old ones in place, and writes the new ones where they are not yet there. */
  readonly prepare: () => Promise<void>;
  /** Fails unless each directory is whole, the old one or the new one, here or on its way. */
  readonly assertNothingLost: () => Promise<void>;
  /** Fails unless each is the new one, and nothing else is left but what may be. */
  readonly assertReplaced: (mayBe?: readonly string[]) => Promise<void>;
  readonly remove: () => Promise<void>;
}

export function sharedData({ stage }: ScenarioPlace): SharedData {
  const [source, shared] = [join(stage.directory, 'source'), join(stage.home, 'shared')];
  const isNew = async (name: string): Promise<boolean> =>
    existsSync(join(shared, name)) && (await hashTree(join(shared, name))) === (await hashTree(join(source, name)));
  return {
    source,
    async prepare() {
      await rm(shared, { recursive: true, force: true });
      for (const name of NAMES) {
        await mkdir(join(shared, name), { recursive: true });
        await writeFile(join(shared, name, 'old'), `old ${name}`);
      }
      if (existsSync(source)) return;
      for (const name of NAMES) {
        await mkdir(join(source, name, 'deep'), { recursive: true });
        for (let index = 0; index < FILES; index += 1)
          await writeFile(join(source, name, 'deep', `f${index}`), `${name} ${index}`.repeat(1000));
      }
    },
    async assertNothingLost() {
      for (const name of NAMES) {
        const places = [join(shared, name), join(shared, '.init-shared', 'old', name)];
        if ((await isNew(name)) || places.some((place) => existsSync(join(place, 'old')))) continue;
        throw new Error(`${name} is neither what it was nor what it shall be`);
      }
    },
    async assertReplaced(mayBe = []) {
      for (const name of NAMES) if (!(await isNew(name))) throw new Error(`${name} was not copied`);
      const left = (await readdir(shared)).filter((name) => ![...NAMES, ...mayBe].includes(name));
      const staging = join(shared, '.init-shared');
      if (existsSync(staging) && (await readdir(staging)).length > 0) left.push(staging);
      if (left.length > 0) throw new Error(`left in ${shared}: ${left.join(', ')}`);
    },
    remove: async () => await rm(shared, { recursive: true }),
  };
}
