import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { KTRDR } from '@ktrdr/e2e';
import type { Measure } from '../measure.ts';
import { takePairs } from '../pairs.ts';
import { timed } from '../timed.ts';

const DIRECTORIES = 200;
const FILES_IN_EACH = 100;
const BYTES_OF_EACH = 50_000;

/** Shared data: 20,000 files, 1 GB. */
async function makeData(directory: string): Promise<void> {
  for (const name of ['data', 'models', 'strategies']) await mkdir(join(directory, name), { recursive: true });
  for (let folder = 0; folder < DIRECTORIES; folder += 1) {
    const path = join(directory, 'data', `symbol-${folder}`);
    await mkdir(path);
    const names = Array.from({ length: FILES_IN_EACH }, (_, index) => join(path, `${index}.csv`));
    await Promise.all(names.map(async (name) => await writeFile(name, Buffer.alloc(BYTES_OF_EACH, name))));
  }
}

const initShared: Measure = {
  name: 'init-shared',
  what: 'ktrdr sandbox init-shared, 20,000 files, 1 GB',
  against: 'cp -a --reflink=auto',
  unit: 's',
  target: 1.2,
  async run({ stage, rounds }) {
    const source = join(stage.directory, 'shared-source');
    const copy = join(stage.directory, 'shared-copy');
    const home = join(stage.directory, 'shared-home');
    const env = { ...stage.environment(), KTRDR_HOME: home };
    await makeData(source);
    // What an earlier copy has left to write must not slow down this one.
    const settled = async (copied: string): Promise<void> => {
      await rm(copied, { recursive: true, force: true });
      await timed('sync', [], { env });
    };
    const ours = async (): Promise<number> => {
      await settled(home);
      const args = [KTRDR, 'sandbox', 'init-shared', '--from', source, '--yes'];
      return (await timed(process.execPath, args, { env })) / 1000;
    };
    const reference = async (): Promise<number> => {
      await settled(copy);
      return (await timed('cp', ['-a', '--reflink=auto', source, copy], { env })) / 1000;
    };
    try {
      return await takePairs(rounds(5), ours, reference);
    } finally {
      for (const made of [source, copy, home]) await rm(made, { recursive: true, force: true });
    }
  },
};

/** Copying what all instances share. */
export const sharedData: readonly Measure[] = [initShared];
