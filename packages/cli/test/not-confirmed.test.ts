import { expect, test } from '@jest/globals';
import { notConfirmed } from '../src/command/not-confirmed.ts';

test.each<[boolean, string | undefined]>([
  [true, undefined],
  [false, 'Run the command on a terminal to be asked, or confirm with --yes.'],
])('where somebody can be asked (%s), the advice is %s', (canAsk, hint) => {
  const error = notConfirmed({ canAsk }, 'Destroying ktrdr--x');
  expect(error).toMatchObject({
    code: 'NOT_CONFIRMED',
    message: 'Destroying ktrdr--x was not confirmed; nothing was done',
  });
  expect(error.hint).toBe(hint);
});
