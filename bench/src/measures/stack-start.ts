import { join } from 'node:path';
import { E2E } from '@ktrdr/e2e';
import type { Bed } from '../bed.ts';
import { writeByHand } from '../by-hand.ts';
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
  run: async (bed) => await withStack(bed, SHIPPED, async (stack) => await startPairs(bed, stack, await files(stack))),
};

/** What Compose reads: the file, and what our overlay says of services. */
const files = async ({ file, clone }: Stack, services?: object): Promise<string[]> => [
  file,
  await writeByHand(clone, services),
];

/** What it says where probes are slow. */
const PROBED = { start_period: '600s', start_interval: '1s' };

const slow: Measure = {
  name: 'ready-slow-file',
  what: 'local-prod up, a Compose file that probes every 30 s',
  against: 'docker compose up -d --wait, with the overlay written by hand',
  unit: 's',
  target: 1.1,
  run: async (bed) =>
    await withStack(bed, join(E2E, 'fixtures', 'generations', 'first.yml'), async (stack) => {
      const probed = (await stack.probed()).map((name) => [name, { healthcheck: PROBED }]);
      return await startPairs(bed, stack, await files(stack, Object.fromEntries(probed)));
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
      // Each on containers that it has made itself: those of the other are not what it would make.
      const read = await files(stack);
      const pairs = await takePairs(
        bed.rounds(9),
        async () => {
          await stack.ours('up', '--no-secrets');
          return await stack.ours('up', '--no-secrets');
        },
        async () => {
          await stack.compose(read, 'up', '-d', '--wait');
          return await stack.compose(read, 'up', '-d');
        },
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
