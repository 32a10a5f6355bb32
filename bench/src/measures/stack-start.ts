import { copyFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assertOk, E2E, WORKSPACE } from '@ktrdr/e2e';
import { execa } from 'execa';
import type { Bed } from '../bed.ts';
import type { Measure } from '../measure.ts';
import { takePairs } from '../pairs.ts';
import type { Pair } from '../statistics.ts';
import { timed } from '../timed.ts';

const ROUNDS = 7;
const SHIPPED = join(WORKSPACE, 'compose', 'docker-compose.sandbox.yml');
const PROJECT = 'ktrdr-prod';

/** A registered clone, and the same project by `docker compose` itself: same file, images, directory and variables. */
async function makeStack({ stage }: Bed, composeFile: string) {
  const clone = await stage.clone();
  const env = stage.environment();
  assertOk(await stage.ktrdr('local-prod init', { cwd: clone }));
  const own = join(clone, 'docker-compose.sandbox.yml');
  if (composeFile !== SHIPPED) await copyFile(composeFile, own);
  await writeFile(join(clone, 'prometheus.yml'), 'scrape_configs: []\n');
  const file = composeFile === SHIPPED ? SHIPPED : own;
  const place = ['--project-directory', clone, '--env-file', join(clone, '.env.sandbox'), '--profile', 'local-prod'];
  const composeArgs = (files: readonly string[], ...args: string[]): string[] =>
    ['compose', '-p', PROJECT].concat(
      place,
      files.flatMap((each) => ['-f', each]),
      args,
    );
  const compose = async (files: readonly string[], ...args: string[]): Promise<number> =>
    await timed('docker', composeArgs(files, ...args), { env, cwd: clone });
  /** The services with a health check. */
  const probed = async (): Promise<string[]> => {
    const { stdout } = await execa('docker', composeArgs([file], 'config', '--format', 'json'), { env, cwd: clone });
    const { services } = JSON.parse(stdout);
    return Object.keys(services).filter((name) => services[name].healthcheck !== undefined);
  };
  const ours = async (...args: string[]): Promise<number> => {
    const result = assertOk(await stage.ktrdr(['local-prod', ...args].join(' '), { cwd: clone }));
    return result.seconds * 1000;
  };
  const away = async (): Promise<void> => void (await compose([file], 'down', '--volumes'));
  return {
    clone,
    file,
    compose,
    probed,
    ours,
    away,
    async end() {
      await away();
      assertOk(await stage.ktrdr('local-prod destroy --yes', { cwd: clone }));
      await rm(clone, { recursive: true, force: true });
    },
  };
}

type Stack = Awaited<ReturnType<typeof makeStack>>;

async function withStack(bed: Bed, file: string, take: (stack: Stack) => Promise<Pair[]>): Promise<Pair[]> {
  const stack = await makeStack(bed, file);
  try {
    // Makes the image and the directories that the first start makes.
    await stack.ours('up', '--no-secrets');
    await stack.away();
    return await take(stack);
  } finally {
    await stack.end();
  }
}

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
