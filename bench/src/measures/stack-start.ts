import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { E2E } from '@ktrdr/e2e';
import type { Bed } from '../bed.ts';
import type { Measure } from '../measure.ts';
import { takePairs } from '../pairs.ts';
import { SHIPPED, type Stack, withStack } from '../stack.ts';
import type { Pair } from '../statistics.ts';

const ROUNDS = 7;

/** Seconds until a fresh stack, without volumes, is ready. */
async function startPairs(bed: Bed, stack: Stack, files: readonly string[]): Promise<Pair[]> {
  return await takePairs(
    bed.rounds(ROUNDS),
    async () => {
      const milliseconds = await stack.ours('up', '--no-secrets');
      await stack.away();
      return milliseconds / 1000;
    },
    async () => {
      const milliseconds = await stack.compose(files, 'up', '-d', '--wait');
      await stack.away();
      return milliseconds / 1000;
    },
  );
}

const shipped: Measure = {
  name: 'ready',
  what: 'local-prod up, the shipped Compose file',
  against: 'docker compose up -d --wait, same file',
  unit: 's',
  target: 1.05,
  run: async (bed) => await withStack(bed, SHIPPED, async (stack) => await startPairs(bed, stack, [stack.file])),
};

/** What our overlay says, written by hand over a file with slow probes. */
const BY_HAND = { start_period: '600s', start_interval: '1s' };

const slow: Measure = {
  name: 'ready-slow-file',
  what: 'local-prod up, a Compose file that probes every 30 s',
  against: 'docker compose up -d --wait, with the overlay written by hand',
  unit: 's',
  target: 1.1,
  run: async (bed) =>
    await withStack(bed, join(E2E, 'fixtures', 'generations', 'first.yml'), async (stack) => {
      const overlay = join(stack.clone, 'by-hand.yml');
      const probed = await stack.probed();
      const text = { services: Object.fromEntries(probed.map((name) => [name, { healthcheck: BY_HAND }])) };
      await writeFile(overlay, JSON.stringify(text));
      return await startPairs(bed, stack, [stack.file, overlay]);
    }),
};

const again: Measure = {
  name: 'up-again',
  what: 'local-prod up while everything runs',
  against: 'docker compose up -d',
  unit: 'ms',
  target: 0.6,
  run: async (bed) =>
    await withStack(bed, SHIPPED, async (stack) => {
      await stack.ours('up', '--no-secrets');
      const pairs = await takePairs(
        bed.rounds(9),
        async () => await stack.ours('up', '--no-secrets'),
        async () => await stack.compose([stack.file], 'up', '-d'),
      );
      await stack.away();
      return pairs;
    }),
};

const down: Measure = {
  name: 'down',
  what: 'local-prod down',
  against: 'docker compose down',
  unit: 's',
  target: 1.1,
  run: async (bed) =>
    await withStack(bed, SHIPPED, async (stack) => {
      const running = async (): Promise<void> => void (await stack.ours('up', '--no-secrets'));
      return await takePairs(
        bed.rounds(ROUNDS),
        async () => {
          await running();
          return (await stack.ours('down')) / 1000;
        },
        async () => {
          await running();
          return (await stack.compose([stack.file], 'down')) / 1000;
        },
      );
    }),
};

/** A whole stack: until it is ready, again, and away. */
export const stackStart: readonly Measure[] = [shipped, slow, again, down];
