import { expect, test } from '@jest/globals';
import { notDeleted } from '../../src/shared-data/shared-errors.ts';

test('what could not be deleted is not to be deleted unseen: running instances go on writing there', () => {
  const staging = { old: '/my shared/.init-shared/old' };
  expect(notDeleted(staging, new Error('EACCES: permission denied'))).toMatchObject({
    code: 'OLD_DATA_LEFT',
    message: expect.stringMatching(/could not be deleted: EACCES/),
    hint: expect.stringMatching(
      /Restart them, copy what you need out of \/my shared\/\.init-shared\/old, then .*: sudo rm -r '\/my shared\/\.init-shared\/old'$/,
    ),
  });
});
