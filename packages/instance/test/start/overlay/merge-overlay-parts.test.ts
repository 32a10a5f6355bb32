import { expect, test } from '@jest/globals';
import { mergeOverlayParts } from '../../../src/start/overlay/merge-overlay-parts.ts';

test('what several parts say of a service is said together, its labels too; what says nothing is left out', () => {
  expect(
    mergeOverlayParts([
      { services: { one: { init: true, labels: { a: '1' } }, two: {} } },
      { services: { one: { labels: { b: '2' } }, three: { scale: 0 } }, networks: { own: { name: '0' } } },
    ]),
  ).toEqual({
    services: { one: { init: true, labels: { a: '1', b: '2' } }, three: { scale: 0 } },
    networks: { own: { name: '0' } },
  });
  expect(mergeOverlayParts([{ services: { one: {} } }, {}])).toEqual({});
});
