import { expect, test } from '@jest/globals';
import { judgeWorkers } from '../../src/readiness/judge-workers.ts';
import type { RegisteredWorker } from '../../src/readiness/parse-workers.ts';

const at = (host: string, id?: string, port = 5003): RegisteredWorker => ({
  id,
  type: 'training',
  url: `http://${host}:${port}`,
  host,
});

test.each<[string, RegisteredWorker[], Record<string, string>, string[], string[]]>([
  ['nobody', [], {}, [], []],
  ['by the address alone', [at('a', '1')], {}, ['a'], []],
  ['who says so itself', [at('a', '1')], { a: '1' }, ['a'], []],
  ['another under its address', [at('a', '9')], { a: '1' }, [], ['a']],
  ['it, and its earlier run', [at('a', '9'), at('a', '1')], { a: '1' }, ['a'], []],
  ['it, and another under its name', [at('a', '9', 5004), at('a', '1')], { a: '1' }, ['a'], ['a']],
  ['without an id', [at('a')], { a: '1' }, ['a'], []],
  ['an address of no service', [at('a', '1'), at('172.18.0.7', '2')], {}, ['a'], ['172.18.0.7']],
  ['a service of the host', [at('host.docker.internal', '1')], {}, [], []],
])('registered: %s', (_, registered, ids, own, foreign) => {
  const verdict = judgeWorkers({ services: ['a', 'b'], registered, ids: new Map(Object.entries(ids)) });
  expect(verdict.registered).toEqual(own);
  expect(verdict.foreign.map(({ url }) => new URL(url).hostname)).toEqual(foreign);
});
