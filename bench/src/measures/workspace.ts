import { NX, WORKSPACE } from '@ktrdr/e2e';
import type { Measure } from '../measure.ts';
import type { Pair } from '../statistics.ts';
import { timed } from '../timed.ts';

function nx(name: string, what: string, args: readonly string[], target: number): Measure {
  return {
    name,
    what,
    against: undefined,
    unit: 's',
    target,
    async run({ stage, rounds }) {
      const env = { ...stage.environment(), NX_DAEMON: 'false' };
      const run = async (): Promise<number> => (await timed(NX, args, { env, cwd: WORKSPACE })) / 1000;
      await run();
      const pairs: Pair[] = [];
      for (let round = 0; round < rounds(5); round += 1) pairs.push({ ours: await run(), reference: 1 });
      return pairs;
    },
  };
}

const EVERYTHING = ['-t', 'format', 'lint', 'typecheck', 'unused', 'versions', 'links', 'test', 'build', 'pack'];

/** What a contributor waits for when nothing is to be done, and after a change in one library that was built before. */
export const workspace: readonly Measure[] = [
  nx('nx-cached', 'nx run-many of every target, everything cached', ['run-many', ...EVERYTHING], 3),
  nx(
    'nx-affected',
    'nx affected of every target after a change in one library, cached',
    ['affected', ...EVERYTHING, '--files', 'packages/secrets/src/index.ts'],
    3,
  ),
];
