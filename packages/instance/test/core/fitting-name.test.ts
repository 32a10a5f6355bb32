import { describe, expect, test } from '@jest/globals';
import { fittingName } from '../../src/core/fitting-name.ts';
import { sandboxId } from '../../src/core/sandbox-name.ts';

describe('fittingName', () => {
  test.each(['feat-x', 'Feat X', 'a'.repeat(32), `ktrdr--${'a'.repeat(32)}`, '///', ''])(
    '%j is left as it is',
    (name) => expect(fittingName(name)).toBe(name),
  );

  test.each([
    ['a'.repeat(33), /^a{24}-[\da-f]{7}$/],
    [`ktrdr--${'a'.repeat(33)}`, /^a{24}-[\da-f]{7}$/],
    // No two separators in a row where it is cut.
    [`${'a'.repeat(22)}-- ${'b'.repeat(20)}`, /^a{22}-b-[\da-f]{7}$/],
    [`${'a'.repeat(23)}-${'b'.repeat(20)}`, /^a{23}-[\da-f]{7}$/],
  ])('%j is cut, and is a name', (name, fitting) => {
    expect(fittingName(name)).toMatch(fitting);
    expect(sandboxId(fittingName(name))).toBe(`ktrdr--${fittingName(name)}`);
    expect(fittingName(name)).toBe(fittingName(name));
  });

  test('those that begin alike stay two', () => {
    const long = 'a'.repeat(40);
    expect(fittingName(`${long}1`)).not.toBe(fittingName(`${long}2`));
  });

  test('an id and its name are one', () => {
    const long = 'a'.repeat(40);
    expect(fittingName(`ktrdr--${long}`)).toBe(fittingName(long));
  });
});
