import { expect, test } from '@jest/globals';
import type { StoppedVolumes } from '@ktrdr/instance';
import { whatIsKept } from '../src/command/what-is-kept.ts';

type Kept = Pick<StoppedVolumes, 'missing' | 'unfinished'>;

test.each<[Kept, string]>([
  [{ missing: [], unfinished: undefined }, 'its volumes are kept'],
  [{ missing: ['a', 'b'], unfinished: undefined }, 'its volumes are kept, but for those that were gone before: a, b'],
  [
    { missing: ['a'], unfinished: 'down -v' },
    'its volumes are as a down -v has left them that was ended before its end (gone: a); to finish that: ktrdr down ktrdr--x --volumes',
  ],
  [
    { missing: [], unfinished: 'destroy' },
    'its volumes are as a destroy has left them that was ended before its end; to finish that: ktrdr sandbox destroy --name ktrdr--x',
  ],
])('%j', (kept, words) => {
  expect(whatIsKept({ id: 'ktrdr--x' }, kept)).toBe(words);
});
