import { expect, test } from '@jest/globals';
import { kinds } from '@ktrdr/instance';
import { assertSuitsKind } from '../src/commands/up/suits-kind.ts';

const localProd = { kind: kinds['local-prod'] };

test.each([{}, { workers: 4 }, { workers: 8 }])('local-prod with %j', (flags) => {
  expect(() => assertSuitsKind(localProd, flags)).not.toThrow();
});

test.each([{ workers: 3 }, { workers: 9 }, { workers: 'all' as const }, { without: ['a'] }, { with: ['a'] }])(
  'no local-prod with %j, but a sandbox',
  (flags) => {
    expect(() => assertSuitsKind(localProd, flags)).toThrow(expect.objectContaining({ code: 'USAGE' }));
    expect(() => assertSuitsKind({ kind: kinds.sandbox }, flags)).not.toThrow();
  },
);
