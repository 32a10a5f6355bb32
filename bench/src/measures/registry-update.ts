import { mkdir, open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { openRegistry } from '@ktrdr/registry';
import type { Measure } from '../measure.ts';
import { takePairs } from '../pairs.ts';

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
    const registry = openRegistry({
      file: join(directory, 'instances.json'),
      slots: { min: 1, max: 10 },
      localProdId: 'ktrdr-prod',
      localProdSlot: 0,
      command: 'bench',
    });
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

/** What a change of the registry costs. */
export const registryUpdate: readonly Measure[] = [update];
