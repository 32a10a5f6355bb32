import { EventEmitter, once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ContainerSummary } from '@ktrdr/compose-runner';
import { CodedError } from '@ktrdr/errors';
import { explain, type Explanation } from '../causes/explain.ts';
import { answer } from '../core/answer.ts';
import type { Context } from '../core/context.ts';
import { inTime } from '../core/in-time.ts';
import type { Instance } from '../core/instance.ts';
import { whichThereAre } from '../served/absent-service.ts';
import { servedBy } from '../served/served-by.ts';
import { isIll, isReadyBy, judgeGoal, type WaitGoal } from './judge-goal.ts';

/** What is waited for, and for how long. */
export interface WaitOptions {
  readonly goal: WaitGoal;
  /** Milliseconds. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** Whether it came to that, and how the instance is where it did not. */
export interface WaitResult extends Explanation {
  readonly reached: boolean;
  /** Milliseconds. */
  readonly waitedMs: number;
}

/** Events tell when to look; where none comes, a look is due after that time (ms): of what a backend says, there is no event. */
const LOOK_EVERY_MS = 2_000;
/** Many events are one reason to look: no two looks are closer to each other (ms). */
const PAUSE_MS = 250;

/**
 * Waits until an instance is as it is to be, or time is up; then it is explained, as by `explain`. Whoever starts or stops it, and when, does not matter. Nothing is
 * changed. An Engine that cannot be reached is waited for, too.
 *
 * @throws CodedError `NO_SUCH_SERVICE`; the signal's reason when it aborts
 */
export async function waitFor(context: Context, instance: Instance, options: WaitOptions): Promise<WaitResult> {
  const { goal, timeoutMs, signal } = options;
  const begin = performance.now();
  const result = (found: Explanation, reached: boolean): WaitResult =>
    Object.assign({}, found, { reached, waitedMs: Math.round(performance.now() - begin) });
  const end = new AbortController();
  const until = AbortSignal.any([signal, end.signal]);
  const news = new EventEmitter();
  const onEvent = (): void => void news.emit('change');
  // Where there are none, or no more, looks come at their time.
  void context.docker.events(instance.id, { since: context.now().getTime(), signal: until, onEvent }).catch(() => {});
  try {
    for (;;) {
      const turn = new AbortController();
      const changed = once(news, 'change', { signal: AbortSignal.any([until, turn.signal]) }).catch(() => {});
      const seen = await answer(inTime(context.docker.summaries(instance.id)));
      signal.throwIfAborted();
      if (seen.kind === 'known') {
        const found = await look(context, instance, { goal, containers: seen.value });
        signal.throwIfAborted();
        if (found !== undefined) return result(found, true);
      }
      const left = timeoutMs - (performance.now() - begin);
      if (left <= 0) return result(await explain(context, instance), false);
      await sleep(Math.min(PAUSE_MS, left), undefined, { signal });
      await Promise.race([
        changed,
        sleep(Math.max(0, Math.min(LOOK_EVERY_MS, left) - PAUSE_MS), undefined, { signal: until }),
      ]);
      // Nobody waits for this turn's news any more.
      turn.abort();
    }
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    end.abort();
  }
}

interface Look {
  readonly goal: WaitGoal;
  readonly containers: readonly ContainerSummary[];
}

/** How the instance is where it is as it is to be; undefined where it is not. */
async function look(
  context: Context,
  instance: Instance,
  { goal, containers }: Look,
): Promise<Explanation | undefined> {
  if (goal.kind === 'healthy') await assertService(context, instance, { service: goal.service, containers });
  const verdict = judgeGoal(goal, containers);
  if (verdict === 'no') return undefined;
  const found = await explain(context, instance);
  // Of another Engine, or of containers of somebody else, nothing is known of this one.
  const isSo = verdict === 'yes' ? found.state !== 'unknown' && !isIll(goal, found) : isReadyBy(found);
  return isSo ? found : undefined;
}

/** One that its Compose file has may get a container yet. */
async function assertService(
  context: Context,
  instance: Instance,
  { service, containers }: { readonly service: string; readonly containers: readonly ContainerSummary[] },
): Promise<void> {
  const there = containers.map((one) => one.service);
  if (there.includes(service)) return;
  const { services, declared } = await servedBy(context, instance);
  // Where nobody can read the file, nobody knows what there will be.
  if (services === undefined && declared === undefined) return;
  const names = [...there, ...(declared ?? []), ...(services?.keys() ?? [])];
  if (names.includes(service)) return;
  throw new CodedError(`${instance.id} has no service ${service}`, {
    code: 'NO_SUCH_SERVICE',
    hint: whichThereAre(service, names, 'Its services are'),
  });
}
