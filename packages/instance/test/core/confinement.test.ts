import { expect, test } from '@jest/globals';
import { assertWithinConfinement, confinedTo, isWithinConfinement } from '../../src/core/confinement.ts';

test.each<[string | undefined, string[] | undefined]>([
  [undefined, undefined],
  ['', []],
  [' , ', []],
  ['feat-x', ['ktrdr--feat-x']],
  ['ktrdr--feat-x, b', ['ktrdr--feat-x', 'ktrdr--b']],
  ['local-prod', ['ktrdr-prod']],
  ['ktrdr-prod', ['ktrdr-prod']],
])('KTRDR_CONFINE=%j: %j', (value, ids) => {
  expect(confinedTo({ KTRDR_CONFINE: value })).toEqual(ids);
});

test('nothing else is within it, and without it everything', () => {
  const context = { env: { KTRDR_CONFINE: 'a' } };
  expect(isWithinConfinement(context, 'ktrdr--a')).toBe(true);
  for (const id of ['ktrdr--ab', 'ktrdr-prod', 'shared-data', 'setup', '']) {
    expect(isWithinConfinement(context, id)).toBe(false);
    expect(isWithinConfinement({ env: {} }, id)).toBe(true);
    expect(() => assertWithinConfinement(context, id)).toThrow(expect.objectContaining({ code: 'CONFINED' }));
  }
  expect(isWithinConfinement({ env: { KTRDR_CONFINE: '' } }, 'ktrdr--a')).toBe(false);
});
