import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from '@jest/globals';
import { homeOf, listRecordings } from '../../src/index.ts';
import { keepRecording } from '../../src/records/keep-recording.ts';
import type { Recording } from '../../src/records/recording.ts';
import { temporaryDirectory } from '@ktrdr/test-support';

const root = temporaryDirectory();
let count = 0;
let context: { home: ReturnType<typeof homeOf>; command: string };
beforeEach(() => {
  context = { home: homeOf({ HOME: join(root, String((count += 1))) }), command: 'ktrdr sandbox up' };
});

function aRecording(different: Partial<Recording> & { readonly second?: number } = {}): Recording {
  const { second = 0, ...others } = different;
  return {
    schemaVersion: 1,
    id: 'ktrdr--x',
    kind: 'sandbox',
    slot: 1,
    path: '/clones/ktrdr--x',
    at: new Date(Date.parse('2026-06-01T00:00:00.000Z') + second * 1000).toISOString(),
    command: 'ktrdr why',
    occasion: { kind: 'why' },
    versions: {},
    machine: {},
    explanation: { state: 'partial', causes: [], unknown: [] },
    composeFile: null,
    containers: [],
    logs: {},
    events: [],
    missing: [],
    ...others,
  };
}

const failed = (code: string): Recording['occasion'] => ({
  kind: 'start',
  code,
  message: `it was ${code}`,
  hint: null,
  detail: null,
  failures: [],
  stack: null,
});

const files = (): string[] => readdirSync(context.home.records).filter((name) => name !== '.lock');

test('it is written for the user alone, whole, and found again', async () => {
  const file = await keepRecording(context, aRecording());
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(aRecording());
  expect([file, context.home.records].map((path) => statSync(path).mode & 0o777)).toEqual([0o600, 0o700]);
  expect(await listRecordings(context)).toMatchObject([{ id: 'ktrdr--x', file, occasion: { kind: 'why' } }]);
  expect(await listRecordings(context, 'ktrdr--y')).toEqual([]);
});

test('of what it found, all that a person is shown is read again', async () => {
  const cause = {
    code: 'EXITED',
    service: 'db',
    summary: 'ended with code 3',
    evidence: [{ kind: 'log', text: 'no such file' }],
    consequences: [{ code: 'PROBE_FAILS', service: 'backend', summary: 'is unhealthy' }],
    fix: null,
  } as const;
  const occasion = { ...failed('GATE_FAILED'), detail: 'what docker said' };
  const explanation = { state: 'partial', causes: [cause], unknown: [] } as const;
  await keepRecording(context, aRecording({ occasion, explanation }));
  const { fix: _, ...shown } = cause;
  const found = { occasion: { detail: 'what docker said' }, explanation: { causes: [shown] } };
  expect(await listRecordings(context)).toMatchObject([found]);
});

test('where nothing is recorded there is nothing', async () => {
  expect(await listRecordings(context)).toEqual([]);
});

test('one that found the same as the last takes its place; another stands beside it', async () => {
  for (const [second, code] of ['PORT_TAKEN', 'PORT_TAKEN', 'GATE_FAILED', 'PORT_TAKEN'].entries())
    await keepRecording(context, aRecording({ second, occasion: failed(code) }));
  const kept = await listRecordings(context);
  expect(kept.map(({ at, occasion }) => [at.slice(17, 19), 'code' in occasion ? occasion.code : ''])).toEqual([
    ['03', 'PORT_TAKEN'],
    ['02', 'GATE_FAILED'],
    ['01', 'PORT_TAKEN'],
  ]);
});

test('five of each instance stay, the newest', async () => {
  for (let second = 0; second < 8; second += 1) {
    const occasion = failed(second % 2 === 0 ? 'PORT_TAKEN' : 'GATE_FAILED');
    for (const id of ['ktrdr--x', 'ktrdr--y']) await keepRecording(context, aRecording({ id, second, occasion }));
  }
  const kept = await listRecordings(context, 'ktrdr--y');
  expect(kept.map(({ at }) => at.slice(17, 19))).toEqual(['07', '06', '05', '04', '03']);
  expect(files()).toHaveLength(10);
});

test('20 MB stay over all, the newest', async () => {
  const composeFile = 'x'.repeat(1_900_000);
  for (let second = 0; second < 12; second += 1)
    await keepRecording(context, aRecording({ id: `ktrdr--${second}`, second, composeFile }));
  const kept = await listRecordings(context);
  expect(kept.map(({ id }) => id)).toEqual([11, 10, 9, 8, 7, 6, 5, 4, 3, 2].map((second) => `ktrdr--${second}`));
  const bytes = files().map((name) => statSync(join(context.home.records, name)).size);
  expect(bytes.reduce((sum, one) => sum + one, 0)).toBeLessThan(20_000_000);
  expect(bytes).toHaveLength(10);
});

test('what is older than 30 days goes, of whichever instance', async () => {
  await keepRecording(context, aRecording({ id: 'ktrdr--old' }));
  await keepRecording(context, aRecording({ second: 31 * 24 * 60 * 60 }));
  expect((await listRecordings(context)).map(({ id }) => id)).toEqual(['ktrdr--x']);
  expect(files()).toHaveLength(1);
});

test('written by many at once, each is whole', async () => {
  const ids = Array.from({ length: 10 }, (_, index) => `ktrdr--${index}`);
  await Promise.all(ids.map(async (id) => await keepRecording(context, aRecording({ id }))));
  expect((await listRecordings(context)).map(({ id }) => id).toSorted()).toEqual(ids);
});

test('what a killed write has left goes; what is not ours stays', async () => {
  mkdirSync(context.home.records, { recursive: true });
  const left = '2026-05-01T00-00-00-000Z.ktrdr--x.json.123-0123abcd.tmp';
  for (const name of [left, 'mine.txt']) writeFileSync(join(context.home.records, name), 'x');
  await keepRecording(context, aRecording());
  expect(files()).toHaveLength(2);
  expect(files()).toContain('mine.txt');
});

test('one that would be too large has shorter logs, with the last lines', async () => {
  const lines = Array.from({ length: 3000 }, (_, index) => `${index} ${'x'.repeat(1000)}`);
  const file = await keepRecording(context, aRecording({ logs: { db: lines, backend: ['one'] } }));
  expect(statSync(file).size).toBeLessThan(2_000_000);
  const { logs }: Recording = JSON.parse(readFileSync(file, 'utf8'));
  expect(logs['db']?.at(-1)).toMatch(/^2999 /);
  expect(logs['db']?.length).toBeGreaterThan(1000);
});

test('a file that is no recording is left out of the list', async () => {
  const file = await keepRecording(context, aRecording());
  writeFileSync(file, '{ "half');
  expect(await listRecordings(context)).toEqual([]);
});

test('what is too long without a line of its logs is kept all the same', async () => {
  const composeFile = 'x'.repeat(3_000_000);
  const file = await keepRecording(context, aRecording({ composeFile, logs: { one: ['a line'], two: [] } }));
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ composeFile, logs: { one: [], two: [] } });
});
