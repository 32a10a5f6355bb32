import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { assertOk, git, WORKSPACE } from '@ktrdr/e2e';
import { writeByHand } from '../by-hand.ts';
import type { Measure } from '../measure.ts';
import { takePairs } from '../pairs.ts';
import { timed } from '../timed.ts';

const NAMES = Array.from({ length: 10 }, (_, index) => `bench-${index + 1}`);
const FILE = join(WORKSPACE, 'compose', 'docker-compose.sandbox.yml');

const tenStacks: Measure = {
  name: 'ten-stacks',
  what: 'ten times sandbox up at once, the shipped Compose file',
  against: 'ten times docker compose up -d --wait, same file',
  unit: 's',
  target: 1.1,
  // Takes minutes, and a machine that can hold ten stacks.
  onlyByName: true,
  async run({ stage, rounds }) {
    const clone = await stage.clone('ktrdr');
    const env = stage.environment();
    const sandboxes = NAMES.map((name) => ({ id: `ktrdr--${name}`, path: join(stage.directory, `ktrdr--${name}`) }));
    for (const name of NAMES) assertOk(await stage.ktrdr(`sandbox create ${name}`, { cwd: clone }));
    for (const { path } of sandboxes) await writeByHand(path);
    const compose = async ({ id, path }: (typeof sandboxes)[number], ...args: string[]): Promise<number> => {
      const place = ['-p', id, '--project-directory', path, '--env-file', join(path, '.env.sandbox')];
      const files = ['-f', FILE, '-f', join(path, 'by-hand.yml')];
      return await timed('docker', ['compose', ...place, ...files, ...args], { env, cwd: path });
    };
    const away = async (): Promise<void> => {
      for (const one of sandboxes) await compose(one, 'down', '--volumes');
    };
    const all = async (start: (one: (typeof sandboxes)[number]) => Promise<unknown>): Promise<number> => {
      const begin = performance.now();
      await Promise.all(sandboxes.map(start));
      const seconds = (performance.now() - begin) / 1000;
      await away();
      return seconds;
    };
    try {
      for (const one of sandboxes) await compose(one, 'build');
      return await takePairs(
        rounds(2),
        async () =>
          await all(async ({ path }) =>
            assertOk(await stage.ktrdr('sandbox up --no-secrets --timeout 600', { cwd: path })),
          ),
        async () => await all(async (one) => await compose(one, 'up', '-d', '--wait')),
        // It would take minutes; what is cold is mostly the images.
        { warmUp: false },
      );
    } finally {
      for (const { id } of sandboxes) await stage.ktrdr(`sandbox destroy --name ${id} --force --yes`, { cwd: clone });
      await git(clone, 'worktree', 'prune');
      await rm(clone, { recursive: true, force: true });
    }
  },
};

/** The most that a machine is meant to hold. */
export const tenAtOnce: readonly Measure[] = [tenStacks];
