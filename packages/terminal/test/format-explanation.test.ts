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

test('what up does is said where it mends something, and once', () => {
  const up = 'ktrdr up ktrdr--a';
  const lines = of([
    { ...cause, fix: up },
    { ...cause, service: 'backend', fix: `ktrdr logs backend\n${up}` },
  ]);
  expect(lines.filter((line) => line.startsWith('ktrdr up starts what is not running'))).toHaveLength(1);
  expect(of([{ ...cause, fix: 'Wait until it ends.' }]).join('\n')).not.toContain('ktrdr up');
});

const follows = (code: Cause['code'], service: string, summary: string) => ({ code, service, summary });

test('what follows is told once for all services of which the same is said, and apart from what has the same', () => {
  const consequences = [
    follows('PAUSED', 'backend', 'is paused'),
    follows('WORKER_UNREGISTERED', 'one', 'is not known to be registered'),
    follows('WORKER_UNREGISTERED', 'two', 'is not known to be registered'),
    follows('PROBE_FAILS', 'three', 'is unhealthy'),
  ];
  expect(of([{ ...cause, consequences }]).slice(3, 6)).toEqual([
    '    also: backend is paused',
    '    so: one, two: is not known to be registered',
    '        three is unhealthy',
  ]);
});
