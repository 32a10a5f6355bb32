import type { Measure } from '../measure.ts';
import { takePairs } from '../pairs.ts';

/** Looks for one figure: a single one takes little more than the clock of the CPU tells apart. */
const LOOKS = 20;

/** What one look of the gate at one container costs this process. What the Engine does for it is not in it. */
const look: Measure = {
  name: 'gate-look',
  what: 'the gate: CPU time of one look at one container',
  against: undefined,
  unit: 'ms',
  target: 5,
  async run({ stage, rounds }) {
    const { docker } = stage;
    const labels = [
      '--label',
      'com.docker.compose.project=ktrdr--bench-look',
      '--label',
      'com.docker.compose.service=a',
    ];
    const made = await docker.command(['run', '--detach', '--init', ...labels, stage.appImage, 'sleep', 'infinity']);
    if (made.exitCode !== 0) throw new Error(made.stderr);
    const id = made.stdout.trim();
    const looks = async (): Promise<number> => {
      const before = process.cpuUsage();
      for (let number = 0; number < LOOKS; number += 1) await docker.inspect([id]);
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1000 / LOOKS;
    };
    try {
      // The first opens the connection and compiles what reads the answer: once in a start.
      await looks();
      return await takePairs(rounds(25), looks, async () => await Promise.resolve(1));
    } finally {
      await docker.command(['rm', '--force', id]);
    }
  },
};

export const gateLook: readonly Measure[] = [look];
