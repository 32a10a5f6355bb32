import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { hasCode } from '@ktrdr/errors';
import { execa } from 'execa';
import { E2E, KTRDR } from '../places.ts';
import type { Kill } from './kill.ts';

const FAULT_POINT = join(E2E, 'src', 'harness', 'fault-point.mjs');
const OUTLIVES_MS = 60_000;

export interface RunKilledOptions {
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** @default the built `ktrdr` */
  readonly program?: string | undefined;
  /** Where the steps are written down. */
  readonly steps: string;
  /** The first step of that name meets somebody's Ctrl-C. */
  readonly interruptBefore?: RegExp | undefined;
  /** Undefined lets it come to its end. */
  readonly kill?: Kill | undefined;
  /** A directory that is moved away before a step, if it is there, and another one that takes its place. */
  readonly swap?: Swap | undefined;
  /** Milliseconds that the command takes undisturbed. */
  readonly duration?: number | undefined;
}

export interface Swap {
  readonly step: number;
  readonly path: string;
  readonly away: string;
  readonly other: string;
}

export interface KilledRun {
  readonly exitCode: number | undefined;
  readonly output: string;
  readonly steps: readonly string[];
  /** Whether the signal was sent before the command had ended. */
  readonly struck: boolean;
  readonly milliseconds: number;
}

/** Runs the built command and ends it at a point; gives what it did until then, once nothing of its process group lives. */
export async function runKilled(options: RunKilledOptions): Promise<KilledRun> {
  const { args, cwd, env, program = KTRDR, steps, interruptBefore, kill, swap, duration = 0 } = options;
  await rm(steps, { force: true });
  const kills =
    kill !== undefined && !('share' in kill.at) ? [{ ...kill.at, signal: kill.signal, target: kill.target }] : [];
  const swaps = swap === undefined ? [] : [{ step: swap.step, moment: 'before', swap }];
  const interrupts =
    interruptBefore === undefined
      ? []
      : [{ line: interruptBefore.source, moment: 'before', signal: 'SIGINT', target: 'group', isPart: true }];
  const begin = performance.now();
  const child = execa(process.execPath, ['--import', FAULT_POINT, program, ...args], {
    cwd,
    env: { ...env, KTRDR_FAULTS: JSON.stringify({ steps, kills: [...interrupts, ...kills, ...swaps] }) },
    extendEnv: false,
    reject: false,
    all: true,
    stdin: 'ignore',
    // A group of its own, which a signal can go to as from a terminal.
    detached: true,
  });
  const { pid } = child;
  if (pid === undefined) throw new Error('the command was not started');
  const ended = new AbortController();
  void child.then(() => ended.abort());
  let struck = false;
  if (kill !== undefined && 'share' in kill.at) {
    await sleep(kill.at.share * duration, undefined, { signal: ended.signal }).catch(() => {});
    struck = !ended.signal.aborted && send(kill.target === 'group' ? -pid : pid, kill.signal);
  }
  const { exitCode, all } = await child;
  const milliseconds = performance.now() - begin;
  await groupEnds(pid);
  const lines = (await readFile(steps, 'utf8').catch(() => '')).split('\n').filter((line) => line !== '');
  return {
    exitCode,
    output: all,
    steps: lines.filter((line) => !line.startsWith('struck ')),
    struck: struck || lines.some((line) => line.startsWith('struck ')),
    milliseconds,
  };
}

/** A git that outlives its command does its work to the end. */
async function groupEnds(pid: number): Promise<void> {
  const begin = performance.now();
  while (send(-pid, 0)) {
    if (performance.now() - begin > OUTLIVES_MS) throw new Error(`the children of process ${pid} do not end`);
    await sleep(10);
  }
}

function send(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch (error) {
    if (hasCode(error, 'ESRCH')) return false;
    throw error;
  }
}
