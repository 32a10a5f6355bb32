import { expect, test } from '@jest/globals';
import { CAUSE_DOCS } from '@ktrdr/errors';
import type { Cause } from '@ktrdr/instance';
import { formatExplanation } from '../src/index.ts';
import { plain } from './style.ts';

const cause: Cause = { code: 'PAUSED', service: 'db', summary: 'is paused', evidence: [], consequences: [], fix: null };
const of = (causes: readonly Cause[]): string[] =>
  formatExplanation(
    { schemaVersion: 1, id: 'ktrdr--a', state: 'partial', causes, unknown: [], up: 'ktrdr up ktrdr--a' },
    { instance: { path: '/clones/ktrdr--a' }, directory: '/', style: plain },
  );

test('what is wrong has its code, and the last line says where the codes are told of', () => {
  expect(of([cause]).slice(2)).toEqual(['✗ db is paused (PAUSED)', '', `What the codes mean: ${CAUSE_DOCS}`]);
  expect(of([])).toHaveLength(1);
});
