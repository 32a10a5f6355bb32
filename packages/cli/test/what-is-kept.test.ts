import { expect, test } from '@jest/globals';
import type { StoppedVolumes } from '@ktrdr/instance';
import { whatIsKept } from '../src/command/what-is-kept.ts';

type Kept = Pick<StoppedVolumes, 'missing' | 'unfinished'>;

test.each<[Kept, string]>([
  [{ missing: [], unfinished: undefined }, 'its volumes are kept'],
  [{ missing: ['a', 'b'], unfinished: undefined }, 'its volumes are kept, but for those that were gone before: a, b'],
  [
    { missing: ['a'], unfinished: 'down -v' },
    'an earlier down -v was interrupted, and its volumes are as that left them (gone: a); to finish it: ktrdr down ktrdr--x --volumes',
  ],
  [
    { missing: [], unfinished: 'destroy' },
    'an earlier destroy was interrupted, and its volumes are as that left them; to finish it: ktrdr sandbox destroy --name ktrdr--x',
  ],
])('%j', (kept, words) => {
  expect(whatIsKept({ id: 'ktrdr--x' }, kept)).toBe(words);
});
