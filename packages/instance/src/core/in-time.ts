import { setTimeout as sleep } from 'node:timers/promises';
import { CodedError } from '@ktrdr/errors';

const ANSWER_WITHIN_MS = 5_000;

/** What is left of a time that several questions have together (ms). */
export type TimeLeft = () => number;

/** Begins a time for several questions together. */
export function timeLeft(ms: number): TimeLeft {
  const begin = performance.now();
  return () => Math.max(0, ms - (performance.now() - begin));
}

/**
 * What was asked, or an error where it takes too long.
 *
 * @param who is asked, as a sentence begins
 * @param left of the time that it has together with others, none of which is waited for longer than five seconds
 */
export async function inTime<T>(asked: Promise<T>, who = 'The Docker Engine', left?: TimeLeft): Promise<T> {
  const answered = new AbortController();
  try {
    return await Promise.race([asked, tooLate(who, left?.() ?? ANSWER_WITHIN_MS, answered.signal)]);
  } finally {
    answered.abort();
  }
}

async function tooLate(who: string, ms: number, answered: AbortSignal): Promise<never> {
  await sleep(Math.min(ms, ANSWER_WITHIN_MS), undefined, { signal: answered });
  const when = ms < ANSWER_WITHIN_MS ? 'in time' : `within ${ANSWER_WITHIN_MS / 1_000} s`;
  throw new CodedError(`${who} has not answered ${when}`, {
    code: 'DOCKER_TIMEOUT',
    hint: 'Check that the Docker Engine is healthy: docker version. Restart it if the problem persists.',
  });
}
