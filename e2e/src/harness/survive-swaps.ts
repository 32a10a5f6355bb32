import { existsSync } from 'node:fs';
import { cp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import type { KtrdrResult } from '../run-ktrdr.ts';
import { hashTree } from '../stage/hash-tree.ts';
import { runKilled } from './run-killed.ts';
import type { Scenario } from './scenario.ts';
import { seededRandom } from './seeded-random.ts';

export interface SurviveSwapsOptions {
  readonly scenario: Scenario;
  readonly env: Readonly<Record<string, string>>;
  readonly stepsFile: string;
  /** The directory whose place is taken. */
  readonly path: string;
  /** How many times, spread over all steps. */
  readonly swaps: number;
  readonly seed: number;
  readonly assertOthersUntouched: () => Promise<void>;
  readonly again: () => Promise<KtrdrResult>;
}

const STACK_TRACE = /^ +at .+:\d+:\d+\)?$/m;
const WORK = 'work.txt';
const ENV_FILE = '.env.sandbox';

/**
 * Lets somebody take the place of a command's directory between two of its steps, with a copy of it in which they have worked. Nothing of
 * theirs may be lost, nor of the directory that they moved away; and once all is back, the same command finishes.
 *
 * @returns how often a place was taken while the command ran
 * @throws Error which says when, and what the commands said
 */
export async function surviveSwaps(options: SurviveSwapsOptions): Promise<number> {
  const { scenario, env, stepsFile: steps, path, swaps, seed } = options;
  const run = async (swap?: Parameters<typeof runKilled>[0]['swap']) =>
    await runKilled({ args: scenario.args, cwd: scenario.cwd, env, steps, ...(swap && { swap }) });
  await scenario.prepare();
  const calm = await run();
  await scenario.reset();
  const random = seededRandom(seed);
  const [away, other] = [`${path}-away`, `${path}-other`];
  let struck = 0;
  for (let index = 0; index < swaps; index += 1) {
    const step = 1 + Math.floor(((index + random()) * calm.steps.length) / swaps);
    await scenario.prepare();
    await cp(path, other, { recursive: true });
    await writeFile(join(other, WORK), 'theirs');
    const marker = await asAnothers(join(other, ENV_FILE), scenario);
    const before = await hashBut(path);
    const run1 = await run({ step, path, away, other });
    struck += run1.struck ? 1 : 0;
    try {
      if (STACK_TRACE.test(run1.output) || /this is a bug/i.test(run1.output)) throw new Error('it speaks of a bug');
      const theirs = await placeOf(join(path, '..'));
      if (theirs === undefined) throw new Error('what took the place is gone');
      if ((await readFile(join(theirs, WORK), 'utf8')) !== 'theirs') throw new Error('what took the place has changed');
      if ((await readFile(join(theirs, ENV_FILE), 'utf8')) !== marker)
        throw new Error('the .env.sandbox of what took the place has changed');
      if (existsSync(away) && (await hashBut(away)) !== before) throw new Error('what was moved away is not whole');
      await rm(theirs, { recursive: true });
      if (existsSync(away)) await rename(away, path);
      await options.assertOthersUntouched();
      const again = await options.again();
      if (again.exitCode !== 0 && scenario.refusal?.test(again.output) !== true)
        throw new Error(`run again, it ended with ${again.exitCode} and said:\n${again.output}`);
      await scenario.assertDone();
    } catch (cause) {
      throw new Error(`swapped before step ${step} (seed ${seed}): ${String(cause)}\n---\n${run1.output}`, { cause });
    }
    await scenario.reset();
  }
  return struck;
}

/**
 * Makes a marker that of an instance of the same id in another registry, with a line of its user's, where nothing else would tell a copy from
 * what was registered; gives its text.
 */
async function asAnothers(file: string, { path }: Scenario): Promise<string> {
  const text = await readFile(file, 'utf8');
  if (path === undefined) return text;
  const theirs = `${text.replace(/^CREATED_AT=.*$/m, 'CREATED_AT=2026-01-01T00:00:00.000Z')}MINE=1\n`;
  await writeFile(file, theirs);
  return theirs;
}

/** All of a directory but for its marker, which goes from one that stays, or is just being removed. */
async function hashBut(directory: string): Promise<string> {
  return await hashTree(directory, (name) => name.startsWith(ENV_FILE));
}

/** Where the directory is that took the place; it may have been moved. */
async function placeOf(directory: string): Promise<string | undefined> {
  const { stdout } = await execa('find', [directory, '-maxdepth', '2', '-name', WORK, '-path', '*killed*']);
  const found = stdout.split('\n').find((line) => line !== '');
  return found === undefined ? undefined : join(found, '..');
}
