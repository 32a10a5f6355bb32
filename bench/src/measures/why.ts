import { KTRDR } from '@ktrdr/e2e';
import { execa } from 'execa';
import type { Measure } from '../measure.ts';
import { SHIPPED, withStack } from '../stack.ts';
import type { Pair } from '../statistics.ts';

const PROJECT = 'com.docker.compose.project=ktrdr-prod';

/** Until the answer is on the screen: a record of what was found is written behind it. */
async function secondsToAnswer(env: Readonly<Record<string, string>>, cwd: string): Promise<number> {
  const begin = performance.now();
  const asked = execa(process.execPath, [KTRDR, 'why'], { env, cwd, extendEnv: false, stdin: 'ignore' });
  const answered = new Promise<number>((resolve) => {
    asked.stdout.once('data', () => resolve(performance.now()));
  });
  await asked;
  return ((await answered) - begin) / 1000;
}

/** `why` on the ten services of the shipped file, of which so many have been killed. */
function why(name: string, what: string, killed: number): Measure {
  return {
    name,
    what,
    against: undefined,
    unit: 's',
    target: 1,
    run: async (bed) =>
      await withStack(bed, SHIPPED, async (stack) => {
        const env = bed.stage.environment();
        await stack.ours('up', '--no-secrets');
        const docker = async (...args: string[]): Promise<string> => (await execa('docker', args, { env })).stdout;
        const workers = await docker('ps', '--quiet', '--filter', `label=${PROJECT}`, '--filter', 'name=worker');
        const chosen = workers.split('\n').slice(0, killed);
        if (chosen.length < killed) throw new Error(`only ${chosen.length} workers run`);
        if (killed > 0) await docker('kill', ...chosen);
        const pairs: Pair[] = [];
        for (let round = 0; round < bed.rounds(9); round += 1) {
          pairs.push({ ours: await secondsToAnswer(env, stack.clone), reference: 1 });
        }
        await stack.away();
        return pairs;
      }),
  };
}

/** How long somebody waits for the reasons. */
export const reasons: readonly Measure[] = [
  why('why', 'ktrdr why, ten services that are well', 0),
  why('why-killed', 'ktrdr why, four of ten services killed', 4),
];
