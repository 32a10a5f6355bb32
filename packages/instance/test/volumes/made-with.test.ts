import { expect, test } from '@jest/globals';
import { isMadeWith } from '../../src/volumes/made-with.ts';

const NAMELESS = 'f'.repeat(64);
const made = (name: string, createdAt: string) => ({ name, createdAt });
const container = (...volumes: string[]) => ({ volumes, createdAt: Date.parse('2026-01-02T03:04:05Z') });

test.each<[string, string, string, boolean]>([
  ['made moments before its container', 'p_data', '2026-01-02T03:04:01Z', true],
  ['made after its container', 'p_data', '2026-01-02T04:04:06+01:00', true],
  ['that was there before', 'p_data', '2026-01-02T03:03:59Z', false],
  ['of which nobody knows when it was made', 'p_data', '', false],
  ['without a name, made with its container', NAMELESS, '2026-01-02T03:04:05Z', true],
  ['without a name, that was there before', NAMELESS, '2026-01-02T03:04:04Z', false],
])('a volume %s: %#', (_, name, createdAt, isMade) => {
  expect(isMadeWith(made(name, createdAt), [container('other', name)])).toBe(isMade);
  expect(isMadeWith(made(name, createdAt), [container('other')])).toBe(false);
  expect(isMadeWith(made(name, createdAt), [])).toBe(false);
});
