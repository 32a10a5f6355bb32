import type { KtrdrResult } from '../run-ktrdr.ts';
import { describeKill, type Kill } from './kill.ts';
import { planKills } from './plan-kills.ts';
import { type KilledRun, runKilled } from './run-killed.ts';
import { calmCodeOf, commandOf, INTERRUPTED, type Scenario } from './scenario.ts';
import { seededRandom } from './seeded-random.ts';

export interface SurviveKillsOptions {
  readonly scenario: Scenario;
  readonly env: Readonly<Record<string, string>>;
  /** A file for the steps of a run. */
  readonly stepsFile: string;
  readonly atSteps: number;
  readonly atRandom: number;
  readonly seed: number;
  /** Fails if anything has changed that is not the command's. */
  readonly assertOthersUntouched: () => Promise<void>;
  /** Fails if something of a command that has ended is left. */
  readonly assertNoLeftovers: () => Promise<void>;
  /** Runs the command once more, undisturbed. */
  readonly again: () => Promise<KtrdrResult>;
}

/** What came of it. */
export interface Survived {
  readonly steps: number;
  readonly kills: number;
  /** The kills that met a living command. */
  readonly struck: number;
}

const STACK_TRACE = /^ +at .+:\d+:\d+\)?$/m;

/**
 * Kills a command again and again, and looks each time: nothing of others has changed, and the same command, run again, finishes or
 * undoes what the killed one left.
 *
 * @throws Error which says what was killed, when, and what the commands said
 */
export async function surviveKills(options: SurviveKillsOptions): Promise<Survived> {
  const { scenario, env, stepsFile, atSteps, atRandom, seed } = options;
  const { exitCode = 0, interrupted } = scenario;
  const calmCode = calmCodeOf(scenario);
  const run = async (kill: Kill | undefined, duration?: number): Promise<KilledRun> =>
    await runKilled({ ...commandOf(scenario, env), steps: stepsFile, kill, duration });
  await scenario.prepare?.();
  const calm = await run(undefined);
  if (calm.exitCode !== calmCode) throw new Error(`undisturbed, it ended with ${calm.exitCode}:\n${calm.output}`);
  await (interrupted?.assertUndone ?? scenario.assertDone)();
  await scenario.reset();

  const kills = planKills({ steps: calm.steps, atSteps, atRandom, random: seededRandom(seed) });
  let struck = 0;
  for (const [index, kill] of kills.entries()) {
    await scenario.prepare?.();
    const killed = await run(kill, calm.milliseconds);
    struck += killed.struck ? 1 : 0;
    let again: KtrdrResult | undefined;
    try {
      assertEnd(killed, kill, calmCode);
      await options.assertOthersUntouched();
      await scenario.assertNothingLost?.();
      if (index % 4 === 0) await scenario.meanwhile?.();
      again = await options.again();
      const refused = again.exitCode !== exitCode && scenario.refusal?.test(again.output) === true;
      if (again.exitCode !== exitCode && !refused) throw new Error(`run again, it ended with ${again.exitCode}`);
      if (STACK_TRACE.test(again.output)) throw new Error('run again, it ended with a stack trace');
      await scenario.assertDone();
      await options.assertOthersUntouched();
      await options.assertNoLeftovers();
      await scenario.reset();
    } catch (cause) {
      // For the next scenario; what is left of this one is told already.
      await scenario.reset().catch(() => {});
      throw new Error(report({ kill, killed, again, seed, cause }), { cause });
    }
  }
  return { steps: calm.steps.length, kills: kills.length, struck };
}

function assertEnd({ exitCode, output, struck }: KilledRun, { signal, target }: Kill, calm: number): void {
  if (STACK_TRACE.test(output) || /this is a bug/i.test(output)) throw new Error('the killed one speaks of a bug');
  // What one of its children does not do, a command says in its own words.
  if (target === 'child' && exitCode !== undefined) return;
  const expected = struck && signal === 'SIGKILL' ? [undefined, calm] : [INTERRUPTED, calm];
  // A signal that comes before Node has begun with our program ends Node itself.
  const beforeUs = struck && exitCode === undefined && output === '';
  if (!expected.includes(exitCode) && !beforeUs) throw new Error(`the killed one ended with ${exitCode}`);
}

function report({
  kill,
  killed,
  again,
  seed,
  cause,
}: {
  kill: Kill;
  killed: KilledRun;
  again: KtrdrResult | undefined;
  seed: number;
  cause: unknown;
}): string {
  return [
    `${describeKill(kill)} (seed ${seed}): ${String(cause)}`,
    `Its last steps:\n${killed.steps.slice(-6).join('\n')}`,
    `It ended with ${killed.exitCode} and said:\n${killed.output}`,
    ...(again === undefined ? [] : [`Run again, it ended with ${again.exitCode} and said:\n${again.output}`]),
  ].join('\n---\n');
}
