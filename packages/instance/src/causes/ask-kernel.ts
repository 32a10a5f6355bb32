import { uptime } from 'node:os';
import type { Container } from '@ktrdr/compose-runner';
import type { Context } from '../core/context.ts';
import { type KernelKill, kernelKills } from './kernel-kills.ts';

const ANSWER_WITHIN_MS = 2_000;
/** The log of the kernel, which not every user may read; either may be allowed. */
const LOGS = [
  ['dmesg'],
  ['journalctl', '--dmesg', '--since', '-15min', '--output', 'short-monotonic', '--no-pager', '--quiet'],
] as const;
/** A line and the ending that it is about are that near to each other (ms): the machine may have slept for a moment. */
const SAME_ENDING_MS = 30_000;

/** What the kernel of this machine killed of containers for want of memory, by their ids: of each the ending that it is in. Nothing where its log may not be read. */
export async function askKernel(
  { run, env, now }: Pick<Context, 'run' | 'env' | 'now'>,
  containers: readonly Pick<Container, 'id' | 'finishedAt'>[],
): Promise<ReadonlyMap<string, KernelKill>> {
  for (const [program, ...args] of LOGS) {
    const { exitCode, stdout } = await run(program, args, { env, timeoutMs: ANSWER_WITHIN_MS, ownSession: true });
    if (exitCode !== 0) continue;
    const startedAt = now().getTime() - uptime() * 1_000;
    const kills = kernelKills(stdout);
    return new Map(
      containers.flatMap(({ id, finishedAt = 0 }) => {
        const own = kills.filter(
          ({ containerId, at }) => containerId === id && Math.abs(startedAt + at * 1_000 - finishedAt) < SAME_ENDING_MS,
        );
        const last = own.at(-1);
        return last === undefined ? [] : [[id, last] as const];
      }),
    );
  }
  return new Map();
}
