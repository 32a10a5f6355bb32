import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { inTime, timeLeft } from '../../src/core/in-time.ts';

test('questions that have a time together get what is left of it, and not more', async () => {
  const left = timeLeft(60);
  expect(await inTime(Promise.resolve('said'), undefined, left)).toBe('said');
  await expect(inTime(sleep(10_000, undefined, { ref: false }), 'The file system', left)).rejects.toMatchObject({
    code: 'DOCKER_TIMEOUT',
    message: 'The file system has not answered in time',
  });
  // Timers may come a moment early.
  while (left() > 0) await sleep(1);
  // What is there already need not be waited for.
  expect(await inTime(Promise.resolve('said'), undefined, left)).toBe('said');
});
