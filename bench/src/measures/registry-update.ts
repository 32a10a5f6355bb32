import { mkdir, open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { WORKSPACE } from '@ktrdr/e2e';
import { openBenchRegistry } from '../bench-registry.ts';
import type { Measure } from '../measure.ts';
import { takePairs } from '../pairs.ts';
import { timed } from '../timed.ts';

/** What any program must do to replace a small file so that a power cut leaves the old one or the new one. */
async function replaceDurably(directory: string, text: string): Promise<void> {
  const temporary = join(directory, 'file.tmp');
  const file = await open(temporary, 'w', 0o600);
  await file.writeFile(text);
  await file.sync();
  await file.close();
  await rename(temporary, join(directory, 'file'));
  const parent = await open(directory, 'r');
  await parent.sync();
  await parent.close();
}

async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await work();
  return performance.now() - begin;
}

const update: Measure = {
  name: 'registry-update',
  what: 'registry: one locked, durable claim',
  against: 'a durable replace of a file from Node',
  unit: 'ms',
  target: 3,
  async run({ stage, rounds }) {
    const directory = join(stage.directory, 'registry');
    await mkdir(directory, { recursive: true });
    const registry = openBenchRegistry(join(directory, 'instances.json'));
    let count = 0;
    const claim = async (): Promise<number> => {
      count += 1;
      const path = join(directory, `checkout-${count}`);
      const instanceId = `ktrdr--${count}`;
      const createdAt = new Date().toISOString();
      const took = await milliseconds(
        async () => await registry.claim({ instanceId, path, createdAt, isWorktree: false, parentRepo: null }),
      );
      await registry.release(instanceId, {});
      return took;
    };
    const text = JSON.stringify({ version: 1, local_prod: null, instances: {} }, undefined, 2);
    return await takePairs(rounds(101), claim, () => milliseconds(() => replaceDurably(directory, text)));
  },
};

const CLAIM = join(WORKSPACE, 'bench', 'dist', 'claim.js');

const processes: Measure = {
  name: 'registry-100',
  what: 'registry: 100 processes at once, a claim and a release each',
  against: 'ten times what 10 processes take',
  unit: 's',
  target: 1.1,
  async run({ stage, rounds }) {
    const env = stage.environment();
    const file = join(stage.directory, 'registry', 'many.json');
    const atOnce = async (count: number): Promise<number> =>
      (await milliseconds(
        async () =>
          await Promise.all(
            Array.from({ length: count }, (_, number) => timed(process.execPath, [CLAIM, file, `${number}`], { env })),
          ),
      )) / 1000;
    return await takePairs(
      rounds(5),
      () => atOnce(100),
      async () => 10 * (await atOnce(10)),
    );
  },
};

/** What a change of the registry costs. */
export const registryUpdate: readonly Measure[] = [update, processes];
