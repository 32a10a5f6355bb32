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
    const place = join(stage.directory, 'shared');
    const source = join(place, 'source');
    await makeData(source);
    let copies = 0;
    // Every copy has a directory of its own, and none is deleted before the end: for minutes after 20,000 files have been
    // deleted, ext4 looks for an inode that was not in use lately, one after the other (recently_deleted in fs/ext4/ialloc.c),
    // and a copy takes several times as long. What an earlier copy has left to write must not slow down this one either.
    const intoNew = async (copy: (to: string) => Promise<number>): Promise<number> => {
      copies += 1;
      await timed('sync', [], { env: stage.environment() });
      return (await copy(join(place, `copy-${copies}`))) / 1000;
    };
    const ours = async (to: string): Promise<number> => {
      const args = [KTRDR, 'sandbox', 'init-shared', '--from', source, '--yes'];
      return await timed(process.execPath, args, { env: { ...stage.environment(), KTRDR_HOME: to } });
    };
    const reference = async (to: string): Promise<number> =>
      await timed('cp', ['-a', '--reflink=auto', source, to], { env: stage.environment() });
    try {
      return await takePairs(
        rounds(5),
        async () => await intoNew(ours),
        async () => await intoNew(reference),
      );
    } finally {
      await rm(place, { recursive: true, force: true });
    }
  },
};

/** Copying what all instances share. */
export const sharedData: readonly Measure[] = [initShared];
