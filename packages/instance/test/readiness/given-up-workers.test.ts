import { expect, test } from '@jest/globals';
import type { Container } from '@ktrdr/compose-runner';
import { givenUpWorkers } from '../../src/readiness/given-up-workers.ts';
import { aContainer } from '../support/a.ts';

const health = (status: string) => ({ status, lastProbe: undefined });
const worker = (different: Partial<Container> = {}): Container =>
  aContainer({ service: 'training-worker-1', health: health('healthy'), ...different });

/** Looks, at these times, at these containers; gives the services that had given up at each. */
function looks(...each: readonly [now: number, container: Container, missing?: readonly string[]][]): string[][] {
  const givenUp = givenUpWorkers();
  return each.map(([now, container, missing = ['training-worker-1']]) =>
    givenUp({ missing, containers: [container], now }).map(({ service }) => service),
  );
}

test('a worker that is healthy and missing for ten seconds has given up, and is named once', () => {
  expect(looks([0, worker()], [9_999, worker()], [10_000, worker()], [30_000, worker()])).toEqual([
    [],
    [],
    ['training-worker-1'],
    [],
  ]);
});

test.each<[string, Partial<Container>]>([
  ['has yet to become healthy: it may still be trying', { health: health('starting') }],
  ['has no health check, which could tell', { health: undefined }],
  ['does not run', { state: 'restarting' }],
])('not one that %s', (_, different) => {
  expect(looks([0, worker(different)], [60_000, worker(different)])).toEqual([[], []]);
});

test('not one that has registered, nor one that became healthy again a moment ago', () => {
  expect(looks([0, worker()], [20_000, worker(), []])).toEqual([[], []]);
  const sick = worker({ health: health('unhealthy') });
  expect(looks([0, worker()], [9_000, sick], [11_000, worker()], [20_999, worker()], [21_000, worker()])).toEqual([
    [],
    [],
    [],
    [],
    ['training-worker-1'],
  ]);
});
