import { existsSync } from 'node:fs';
import { cp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import type { KtrdrResult } from '../run-ktrdr.ts';
import { hashTree } from '../stage/hash-tree.ts';
import { runKilled, type Swap } from './run-killed.ts';
import { calmCodeOf, commandOf, type Scenario } from './scenario.ts';
import { seededRandom } from './seeded-random.ts';

export interface SurviveSwapsOptions {
  readonly scenario: Scenario;
  readonly env: Readonly<Record<string, string>>;
  readonly stepsFile: string;
  /** How many times, spread over all steps. */
  readonly swaps: number;
  readonly seed: number;
  readonly assertOthersUntouched: () => Promise<void>;
  /** Runs the command once more, undisturbed. */
  readonly again: () => Promise<KtrdrResult>;
  /** Runs what `ktrdr` says to do, in the directory that the command is about, and then the command where that is another program's. */
  readonly cure: (args: readonly string[]) => Promise<KtrdrResult>;
}

const REFUSED = 1;
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
  const { scenario, env, stepsFile: steps, swaps, seed } = options;
  const path = scenario.path ?? scenario.makes;
  if (path === undefined) throw new Error('the scenario names no directory');
  const run = async (swap?: Swap) => await runKilled({ ...commandOf(scenario, env), steps, swap });
  await scenario.prepare?.();
  const calm = await run();
  const calmCode = calmCodeOf(scenario);
  if (calm.exitCode !== calmCode) throw new Error(`undisturbed, it ended with ${calm.exitCode}:\n${calm.output}`);
  await (scenario.interrupted?.assertUndone ?? scenario.assertDone)();
  await scenario.reset();
  const random = seededRandom(seed);
  const [away, other] = [`${path}-away`, `${path}-other`];
  let struck = 0;
  for (let index = 0; index < swaps; index += 1) {
    const step = 1 + Math.floor(((index + random()) * calm.steps.length) / swaps);
    await scenario.prepare?.();
    const before = scenario.path === undefined ? undefined : await prepareOther(scenario, { path, other });
    const swapped = await run({ step, path, away, other });
    struck += swapped.struck ? 1 : 0;
    let again: KtrdrResult | undefined;
    try {
      if (STACK_TRACE.test(swapped.output) || /this is a bug/i.test(swapped.output))
        throw new Error('it speaks of a bug');
      if (![calmCode, REFUSED].includes(swapped.exitCode ?? -1))
        throw new Error(`the swapped one ended with ${swapped.exitCode}`);
      if (swapped.struck || before !== undefined) {
        const theirs = await placeOf(join(path, '..'));
        if (theirs === undefined) throw new Error('what took the place is gone');
        if ((await readFile(join(theirs, WORK), 'utf8')) !== 'theirs')
          throw new Error('what took the place has changed');
        if (scenario.adopts === true)
          await assertOneMarker(theirs, { away, isRegistered: swapped.exitCode === calmCode });
        else if (before?.marker !== undefined && (await markerIn(theirs)) !== before.marker)
          throw new Error('the .env.sandbox of what took the place has changed');
        if (before !== undefined && existsSync(away) && (await hashBut(away)) !== before.hash)
          throw new Error('what was moved away is not whole');
        await rm(theirs, { recursive: true });
        // What is left of a worktree that was undone was nobody's, and git knows nothing of it.
        const isBack = scenario.path !== undefined || (await isCheckout(away));
        if (existsSync(away)) await (isBack ? rename(away, path) : rm(away, { recursive: true }));
      }
      await options.assertOthersUntouched();
      again = await options.again();
      // A marker that was moved away just when it was written is left over, and what to do is said.
      const [, cure] = /register it again: ktrdr (.+)$/m.exec(again.output) ?? [];
      if (cure !== undefined) again = await options.cure(cure.split(' '));
      if (again.exitCode !== (scenario.exitCode ?? 0) && scenario.refusal?.test(again.output) !== true)
        throw new Error(`run again, it ended with ${again.exitCode}`);
      await (scenario.assertSettled ?? scenario.assertDone)();
      await scenario.reset();
    } catch (cause) {
      // For the next scenario; what is left of this one is told already.
      await scenario.reset().catch(() => {});
      const said = [swapped.output, ...(again === undefined ? [] : [`Run again:\n${again.output}`])].join('\n---\n');
      const last = swapped.steps.slice(Math.max(0, step - 4), step).join('\n');
      throw new Error(`swapped before step ${step} (seed ${seed}): ${String(cause)}\n---\n${last}\n---\n${said}`, {
        cause,
      });
    }
  }
  return struck;
}

interface Before {
  /** Of the directory that is moved away. */
  readonly hash: string;
  /** What the marker says of what takes its place; undefined without one. */
  readonly marker: string | undefined;
}

/** Makes what is to take the place: a copy in which somebody has worked. */
async function prepareOther(
  scenario: Scenario,
  { path, other }: { readonly path: string; readonly other: string },
): Promise<Before> {
  await cp(path, other, { recursive: true });
  await writeFile(join(other, WORK), 'theirs');
  return { hash: await hashBut(path), marker: await asAnothers(join(other, ENV_FILE), scenario) };
}

/**
 * Makes a marker that of an instance of the same id in another registry, with a line of its user's, where nothing else would tell a copy from
 * what was registered; gives its text.
 */
async function asAnothers(file: string, { stays = false }: Scenario): Promise<string | undefined> {
  if (!existsSync(file)) return undefined;
  const text = await readFile(file, 'utf8');
  if (!stays) return text;
  const theirs = `${text.replace(/^CREATED_AT=.*$/m, 'CREATED_AT=2026-01-01T00:00:00.000Z')}MINE=1\n`;
  await writeFile(file, theirs);
  return theirs;
}

/**
 * What is registered has a marker, and nothing else: what took the place only where it is registered. One that is moved away with the marker
 * just written keeps it.
 */
async function assertOneMarker(
  theirs: string,
  { away, isRegistered }: { readonly away: string; readonly isRegistered: boolean },
): Promise<void> {
  const [isInTheirs, isInAway] = [existsSync(join(theirs, ENV_FILE)), existsSync(join(away, ENV_FILE))];
  if (isRegistered ? isInTheirs !== isInAway : !isInTheirs) return;
  throw new Error(
    `${isRegistered ? 'registered' : 'refused'}; .env.sandbox in what took the place: ${isInTheirs}, in what was moved away: ${isInAway}`,
  );
}

async function markerIn(directory: string): Promise<string | undefined> {
  const file = join(directory, ENV_FILE);
  return existsSync(file) ? await readFile(file, 'utf8') : undefined;
}

/** All of a directory but for its marker, which goes from one that stays, or is just being removed. */
async function hashBut(directory: string): Promise<string> {
  return await hashTree(directory, (name) => name.startsWith(ENV_FILE));
}

/** Whether it is a clone, or a linked worktree that its repository still knows. */
async function isCheckout(directory: string): Promise<boolean> {
  if (existsSync(join(directory, '.git', 'HEAD'))) return true;
  const text = await readFile(join(directory, '.git'), 'utf8').catch(() => '');
  const [, administration] = /^gitdir: (.+)$/m.exec(text) ?? [];
  return administration !== undefined && existsSync(administration);
}

/** Where the directory is that took the place; it may have been moved. */
async function placeOf(directory: string): Promise<string | undefined> {
  const { stdout } = await execa('find', [directory, '-maxdepth', '2', '-name', WORK, '-path', '*killed*']);
  const found = stdout.split('\n').find((line) => line !== '');
  return found === undefined ? undefined : join(found, '..');
}
