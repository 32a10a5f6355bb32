import { expect, test } from '@jest/globals';
import { notConfirmed } from '../src/command/not-confirmed.ts';

test.each<[boolean, string | undefined]>([
  [true, undefined],
  [false, 'On a terminal the command asks; elsewhere confirm it with --yes.'],
])('where somebody can be asked (%s), the advice is %s', (canAsk, hint) => {
  const error = notConfirmed({ canAsk }, 'Destroying ktrdr--x');
  expect(error).toMatchObject({
    code: 'NOT_CONFIRMED',
    message: 'Destroying ktrdr--x: not confirmed, nothing was done',
  });
  expect(error.hint).toBe(hint);
});
