import { KTRDR } from '@ktrdr/e2e';
import type { Bed } from '../bed.ts';
import type { Measure } from '../measure.ts';
import { takePairs } from '../pairs.ts';
import { peakMemory } from '../peak-memory.ts';
import { timed } from '../timed.ts';

const ROUNDS = 25;
/** Node 22.8 and newer keep compiled code. */
const HELP = Number.parseInt(process.versions.node, 10) >= 24 ? 1.25 : 1.35;
const node = process.execPath;
const bare = ['-e', '0'];

function start(name: string, args: readonly string[], target: number): Measure {
  return {
    name,
    what: `ktrdr ${args.join(' ')}`,
    against: 'node -e 0',
    unit: 'ms',
    target,
    async run({ stage, rounds }: Bed) {
      const env = stage.environment();
      return await takePairs(
        rounds(ROUNDS),
        () => timed(node, [KTRDR, ...args], { env }),
        () => timed(node, bare, { env }),
      );
    },
  };
}

function memory(name: string, args: readonly string[]): Measure {
  return {
    name: `${name}-memory`,
    what: `peak memory of ktrdr ${args.join(' ')}`,
    against: 'node -e 0',
    unit: 'MiB',
    target: 1.5,
    async run({ stage, rounds }: Bed) {
      const env = stage.environment();
      return await takePairs(
        rounds(9),
        () => peakMemory([KTRDR, ...args], env),
        () => peakMemory(bare, env),
      );
    },
  };
}

/** How long it takes until something that needs no Engine is on the screen, and how much memory. */
export const startOfCommands: readonly Measure[] = [
  start('version', ['--version'], 1.3),
  start('help', ['--help'], HELP),
  start('sandbox-help', ['sandbox', '--help'], HELP),
  memory('version', ['--version']),
  memory('help', ['--help']),
];
