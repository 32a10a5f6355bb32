import { describe, expect, test } from '@jest/globals';
import type { InstanceStatus } from '@ktrdr/instance';
import { formatAbsentShared, formatElapsed, formatStatus, formatTable, formatUrls } from '../src/index.ts';
import { truncate } from '../src/format/truncate.ts';
import { colored, plain } from './style.ts';

const urls = {
  api: 'http://localhost:8000',
  docs: 'http://localhost:8000/docs',
  grafana: 'http://localhost:3000',
  jaeger: null,
  prometheus: null,
};
const status: InstanceStatus = {
  id: 'ktrdr-prod',
  kind: 'local-prod',
  slot: 0,
  path: '/clones/ktrdr-prod',
  state: 'partial',
  containers: { running: 2, total: 3 },
  urls,
  sharedObservability: null,
  ports: { api: 8000 },
  services: [
    { name: 'backend', state: 'running', health: 'starting', ports: [8000], problem: null, code: null },
    { name: 'jaeger', state: 'exited', health: 'unhealthy', ports: [], problem: null, code: null },
    { name: 'otlp', state: 'running', health: null, ports: [4317, 4318], problem: null, code: null },
  ],
  workers: { expected: 4, registered: 3, missing: ['training-worker-2'], foreign: [] },
  hostServices: [
    { name: 'ib', port: 5001, reachable: true },
    { name: 'training', port: 5002, reachable: false },
  ],
  causes: [],
  isWell: true,
  advice: null,
};

describe('formatStatus', () => {
  test('as a person reads it', () => {
    expect(formatStatus(status, plain)).toEqual([
      'ktrdr-prod partial (2 of 3 containers run)',
      '  /clones/ktrdr-prod, slot 0',
      '',
      'Services',
      '  backend  running  starting  8000',
      '  jaeger   exited   -         -',
      '  otlp     running  -         4317, 4318',
      '',
      'URLs',
      '  API         http://localhost:8000',
      '  API docs    http://localhost:8000/docs',
      '  Grafana     http://localhost:3000',
      '',
      'Workers: 3 of 4 registered (missing: training-worker-2)',
      '',
      'Host services',
      '  ib        5001  reachable',
      '  training  5002  not reachable',
    ]);
  });

  test('nothing runs: no table, no workers, no host services', () => {
    const stopped: InstanceStatus = {
      ...status,
      state: 'stopped',
      containers: { running: 0, total: 0 },
      services: [],
      workers: { expected: 0, registered: 0, missing: [], foreign: [] },
      hostServices: [],
    };
    const lines = formatStatus(stopped, plain);
    expect(lines[0]).toBe('ktrdr-prod stopped');
    expect(lines).not.toContain('Services');
    expect(lines.join('\n')).not.toMatch(/Workers|Host services/);
  });

  test('all workers are there', () => {
    const workers = { expected: 4, registered: 4, missing: [], foreign: [] };
    expect(formatStatus({ ...status, workers }, plain)).toContain('Workers: 4 of 4 registered');
  });

  test.each([
    ['running', '\u001B[32mrunning'],
    ['partial', '\u001B[33mpartial'],
    ['stopped', '\u001B[2mstopped'],
    ['missing', '\u001B[31mmissing'],
    ['unknown', '\u001B[31munknown'],
  ] as const)('%s has a colour', (state, expected) => {
    expect(formatStatus({ ...status, state }, colored)[0]).toContain(expected);
  });
});

test('formatUrls leaves out what the instance does not have', () => {
  expect(formatUrls({ api: null, docs: null, grafana: null, jaeger: null, prometheus: null })).toEqual([]);
  expect(formatUrls({ ...urls, jaeger: 'http://localhost:16686', prometheus: 'http://localhost:9090' })).toEqual([
    '  API         http://localhost:8000',
    '  API docs    http://localhost:8000/docs',
    '  Grafana     http://localhost:3000',
    '  Jaeger      http://localhost:16686',
    '  Prometheus  http://localhost:9090',
  ]);
});

test.each([
  ['nothing', [], []],
  ['one cell', [['a']], ['a']],
  [
    'columns as wide as their widest cell',
    [
      ['a', 'long cell', 'x'],
      ['longer', 'b', 'y'],
    ],
    ['a       long cell  x', 'longer  b          y'],
  ],
  [
    'no space at the end',
    [
      ['a', ''],
      ['b', 'c'],
    ],
    ['a', 'b  c'],
  ],
])('formatTable: %s', (_, rows, expected) => {
  expect(formatTable(rows)).toEqual(expected);
});

test.each([
  [0, '0.0 s'],
  [449, '0.4 s'],
  [12_340, '12.3 s'],
  [59_900, '59.9 s'],
  [60_000, '1 min 00 s'],
  [125_900, '2 min 05 s'],
])('%i ms are %s', (milliseconds, expected) => {
  expect(formatElapsed(milliseconds)).toBe(expected);
});

test.each([
  ['fits', 'short', 5, 'short'],
  ['does not', 'too long', 5, 'too …'],
  ['fits, its colours aside', '\u001B[31mred\u001B[39m', 3, '\u001B[31mred\u001B[39m'],
  ['does not, and loses its colours', '\u001B[31mreddish\u001B[39m', 4, 'red…'],
  ['has no room at all', 'text', 0, ''],
  ['has room for an ellipsis', 'text', 1, '…'],
  ['would end in the middle of a word', 'waiting for backend, worker', 24, 'waiting for backend, …'],
  ['is one long word', 'x'.repeat(30), 10, `${'x'.repeat(9)}…`],
  ['has characters of two columns', '数据库没有回答', 9, '数据库没…'],
])('truncate: a line that %s', (_, line, columns, expected) => {
  expect(truncate(line, columns)).toBe(expected);
});

describe('shared observability', () => {
  const none = { grafana: null, jaeger: null, prometheus: null };
  const shared = { ...none, jaeger: 'http://localhost:46686' };

  test('is shown beside the URLs of its own, as what it is, where it runs', () => {
    expect(formatUrls({ ...urls, grafana: null }, shared)).toEqual([
      '  API         http://localhost:8000',
      '  API docs    http://localhost:8000/docs',
      '  Jaeger      http://localhost:46686 (shared)',
    ]);
    expect(formatAbsentShared(shared)).toEqual([]);
  });

  test('is told of in a line where it does not run, and not at all where the file does not use it', () => {
    expect(formatAbsentShared(none)).toEqual([expect.stringContaining('devops-ai-observability')]);
    expect(formatAbsentShared(null)).toEqual([]);
  });
});

test('a service with which something is wrong is marked, its row alone is red, and the last line says what to do', () => {
  const services = status.services.map((one) =>
    one.name === 'jaeger' ? { ...one, problem: 'ended with code 1' } : one,
  );
  const lines = formatStatus({ ...status, services, advice: 'To fix it: ktrdr local-prod up' }, colored);
  expect(lines.filter((line) => line.startsWith('\u001B[31m'))).toEqual([
    expect.stringMatching(/jaeger +exited +- +- +✗ ended with code 1/),
    expect.stringContaining('To fix it'),
  ]);
  expect(lines.at(-1)).toContain('To fix it: ktrdr local-prod up');
});
