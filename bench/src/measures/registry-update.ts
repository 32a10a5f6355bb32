import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { WORKSPACE } from '@ktrdr/e2e';
import { openBenchRegistry } from '../bench-registry.ts';
import { replaceDurably } from '../replace-durably.ts';
import type { Bed } from '../bed.ts';
import type { Measure } from '../measure.ts';
import { takePairs } from '../pairs.ts';
import { timed } from '../timed.ts';

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

const PROGRAMS = join(WORKSPACE, 'bench', 'dist');

/** Seconds until so many processes that were started at once have each run a program, given what tells one from the others. */
async function atOnce(count: number, program: string, { stage }: Pick<Bed, 'stage'>): Promise<number> {
  const env = stage.environment();
  const directory = join(stage.directory, 'registry');
  await mkdir(directory, { recursive: true });
  const one = async (_: unknown, number: number): Promise<unknown> =>
    await timed(process.execPath, [join(PROGRAMS, program), directory, `${number}`], { env });
  return (await milliseconds(async () => await Promise.all(Array.from({ length: count }, one)))) / 1000;
}

const many: Measure = {
  name: 'registry-100',
  what: 'registry: 100 processes at once, a claim and a release each',
  against: '100 processes at once, two durable replaces each',
  unit: 's',
  target: 3,
  run: async (bed) =>
    await takePairs(
      bed.rounds(5),
      () => atOnce(100, 'claim.js', bed),
      () => atOnce(100, 'replace.js', bed),
    ),
};

const linear: Measure = {
  name: 'registry-linear',
  what: 'registry: 100 processes at once, is it linear?',
  against: 'ten times what 10 processes take',
  unit: 's',
  target: 1.1,
  run: async (bed) =>
    await takePairs(
      bed.rounds(5),
      () => atOnce(100, 'claim.js', bed),
      async () => 10 * (await atOnce(10, 'claim.js', bed)),
    ),
};

/** What a change of the registry costs. */
export const registryUpdate: readonly Measure[] = [update, many, linear];
