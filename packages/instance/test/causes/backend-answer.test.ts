import { expect, test } from '@jest/globals';
import { backendAnswer, type TimedAnswer } from '../../src/causes/backend-answer.ts';

const said = (status: number, tookMs: number): TimedAnswer => ({ kind: 'answered', status, body: '', tookMs });
const silent = (tookMs: number): TimedAnswer => ({ kind: 'failed', reason: `no answer within ${tookMs} ms`, tookMs });
const told = (tookMs: number) => ({ instead: undefined, tookMs });
const not = (instead: TimedAnswer) => ({ instead, tookMs: instead.tookMs });

test.each<[string, TimedAnswer, Parameters<typeof backendAnswer>[1], object]>([
  ['both well', said(200, 10), told(20), { backend: { status: 200, tookMs: 10 }, isUntold: false }],
  ['both dead', silent(4_500), not(silent(4_500)), { backend: { kind: 'failed' }, isUntold: false }],
  ['it is ill by its own word', said(503, 10), not(said(500, 10)), { backend: { status: 503 }, isUntold: false }],
  [
    'workers alone in time, as it does one thing at a time',
    silent(4_500),
    told(3_000),
    { backend: { kind: 'answered', status: 200, tookMs: 4_500 }, isUntold: false },
  ],
  [
    'health alone in time, likewise',
    said(200, 3_000),
    not(silent(4_500)),
    { backend: { kind: 'answered', status: 200, tookMs: 4_500 }, isUntold: true },
  ],
  ['an error for its workers', said(200, 10), not(said(500, 10)), { backend: { status: 500 }, isUntold: false }],
  ['a connection that ends', said(200, 10), not(silent(10)), { backend: { kind: 'failed' }, isUntold: false }],
])('%s', (_, health, workers, expected) => {
  expect(backendAnswer(health, workers)).toMatchObject(expected);
});
