import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandCalls, KTRDR } from '@ktrdr/e2e';
import type { Bed } from '../bed.ts';
import type { Measure } from '../measure.ts';
import { takePairs } from '../pairs.ts';
import { timed } from '../timed.ts';

const ROUNDS = 7;

/** How long each command takes until it can begin: most refuse, in a directory that is no clone, what they are asked for. */
export const everyCommand: readonly Measure[] = [...(await commandCalls())].map(([words, args]) => ({
  name: `every-command/${words.replaceAll(' ', '-')}`,
  what: `ktrdr ${args.join(' ')}, where there is nothing`,
  against: 'ktrdr --help',
  unit: 'ms',
  target: 6,
  onlyByName: true,
  async run({ stage, rounds }: Bed) {
    const cwd = await mkdtemp(join(tmpdir(), 'every-command-'));
    const home = stage.otherHome();
    const env = { ...stage.environment(), HOME: home, KTRDR_HOME: home };
    try {
      return await takePairs(
        rounds(ROUNDS),
        async () => await timed(process.execPath, [KTRDR, ...args], { cwd, env, accept: [1, 2] }),
        async () => await timed(process.execPath, [KTRDR, '--help'], { cwd, env }),
      );
    } finally {
      await rm(cwd, { recursive: true });
    }
  },
}));
