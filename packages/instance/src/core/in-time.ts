import { setTimeout as sleep } from 'node:timers/promises';
import { CodedError } from '@ktrdr/errors';

const ANSWER_WITHIN_MS = 5_000;

/**
 * What was asked, or an error where it takes too long.
 *
 * @param who is asked, as a sentence begins
 */
export async function inTime<T>(asked: Promise<T>, who = 'The Docker Engine'): Promise<T> {
  const answered = new AbortController();
  try {
    return await Promise.race([asked, tooLate(who, answered.signal)]);
  } finally {
    answered.abort();
  }
}

async function tooLate(who: string, answered: AbortSignal): Promise<never> {
  await sleep(ANSWER_WITHIN_MS, undefined, { signal: answered });
  throw new CodedError(`${who} has not answered within ${ANSWER_WITHIN_MS / 1_000} s`, {
    code: 'DOCKER_TIMEOUT',
    hint: 'Check that the Docker Engine is healthy: docker version. Restart it if it stays so.',
  });
}
