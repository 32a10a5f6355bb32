import { expect, test } from '@jest/globals';
import type { StoppedVolumes } from '@ktrdr/instance';
import { whatIsKept } from '../src/command/what-is-kept.ts';

type Kept = Pick<StoppedVolumes, 'missing' | 'unfinished'>;

test.each<[Kept, string]>([
  [{ missing: [], unfinished: undefined }, 'its volumes are kept'],
  [
    { missing: ['a', 'b'], unfinished: undefined },
    'its volumes are kept, except for those that were already gone: a, b',
  ],
  [
    { missing: ['a'], unfinished: { removal: 'down -v', finish: 'ktrdr down ktrdr--x --volumes' } },
    'its volumes are as an interrupted down -v left them (gone: a); to finish it: ktrdr down ktrdr--x --volumes',
  ],
  [
    { missing: [], unfinished: { removal: 'destroy', finish: 'ktrdr sandbox destroy --name ktrdr--x --keep-volumes' } },
    'its volumes are as an interrupted destroy left them; to finish it: ktrdr sandbox destroy --name ktrdr--x --keep-volumes',
  ],
])('%j', (kept, words) => {
  expect(whatIsKept(kept)).toBe(words);
});
