import { expect, test } from '@jest/globals';
import { formatCopyProgress, formatShared } from '../src/index.ts';
import { plain } from './style.ts';

test.each([
  [undefined, '1.2 GB of 3.4 GB, 12 of 200 files'],
  [12, '1.2 GB of 3.4 GB, 12 of 200 files, 12 s left'],
  [125, '1.2 GB of 3.4 GB, 12 of 200 files, 2 min 05 s left'],
])('a copy with %p seconds left', (secondsLeft, expected) => {
  const progress = { files: 12, totalFiles: 200, bytes: 1.2e9, totalBytes: 3.4e9, secondsLeft };
  expect(formatCopyProgress(progress)).toBe(expected);
});

test('what is in the shared directories', () => {
  const directories = [
    { name: 'data', files: 3, bytes: 1000, state: 'copied' },
    { name: 'models', files: 0, bytes: 0, state: 'created' },
    { name: 'strategies', files: 1, bytes: 2, state: 'kept' },
  ] as const;
  expect(formatShared({ path: '/home/me/.ktrdr/shared', directories }, plain)).toEqual([
    '✓ Shared data is in /home/me/.ktrdr/shared',
    '  data        copied   3 files, 1.0 kB',
    '  models      created  empty',
    '  strategies  kept     1 file, 2 bytes',
  ]);
});
