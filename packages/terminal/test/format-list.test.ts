import { expect, test } from '@jest/globals';
import type { ListedInstance } from '@ktrdr/instance';
import { formatAge } from '../src/format/format-age.ts';
import { createStyle, formatList } from '../src/index.ts';

const now = new Date('2026-01-05T12:00:00.000Z');
const plain = createStyle({ env: {}, isTerminal: false, noColor: true });

function anEntry(different: Partial<ListedInstance> = {}): ListedInstance {
  return {
    id: 'ktrdr--feat-x',
    kind: 'sandbox',
    slot: 1,
    path: '/clones/ktrdr--feat-x',
    state: 'running',
    containers: { running: 9, total: 9 },
    urls: { api: null, docs: null, grafana: null, jaeger: null, prometheus: null },
    ports: { api: 8001, db: 5433 },
    createdAt: '2026-01-02T03:04:05.000Z',
    branch: 'feat-x',
    ...different,
  };
}

test.each([
  ['2026-01-05T11:59:30.000Z', 'now'],
  ['2026-01-05T11:48:00.000Z', '12 min'],
  ['2026-01-05T07:00:00.000Z', '5 h'],
  ['2026-01-02T03:04:05.000Z', '3 d'],
  ['yesterday', '?'],
])('the age of %p is %p', (time, age) => {
  expect(formatAge(time, now)).toBe(age);
});

test('a line for each instance', () => {
  const missing = anEntry({ id: 'ktrdr--y', slot: 10, state: 'missing', branch: null, path: '/gone' });
  expect(formatList([anEntry(), missing], { style: plain, now })).toEqual([
    'ID             SLOT  STATE    PORTS              BRANCH  AGE  PATH',
    'ktrdr--feat-x  1     running  api 8001, db 5433  feat-x  3 d  /clones/ktrdr--feat-x',
    'ktrdr--y       10    missing  api 8001, db 5433  -       3 d  /gone',
    '',
    'A directory is not where it was registered. To see what to do: ktrdr doctor',
  ]);
});

test('one whose slot there is not has no ports', () => {
  const [, line] = formatList([anEntry({ slot: 99, ports: {} })], { style: plain, now });
  expect(line).toBe('ktrdr--feat-x  99    running  -      feat-x  3 d  /clones/ktrdr--feat-x');
});

test('where a directory was moved to is said', () => {
  const moved = anEntry({ state: 'missing', branch: null, movedTo: '/clones/renamed' });
  expect(formatList([moved], { style: plain, now }).slice(2)).toEqual([
    '',
    'ktrdr--feat-x was moved to /clones/renamed',
    'A directory is not where it was registered. To see what to do: ktrdr doctor',
  ]);
});

test.each<[NonNullable<ListedInstance['git']> | null, string]>([
  [{ dirty: false, unpushed: 0 }, 'clean'],
  [{ dirty: true, unpushed: 0 }, 'dirty'],
  [{ dirty: true, unpushed: 2 }, 'dirty, 2 unpushed'],
  [{ dirty: null, unpushed: null }, '?'],
  [null, '-'],
])('with --git: %p is %p', (git, text) => {
  const [head, line] = formatList([anEntry({ git })], { style: plain, now });
  expect(head).toMatch(/BRANCH +GIT +AGE/);
  expect(line).toContain(`feat-x  ${text} `);
});

test('the state has its colour, and only it', () => {
  const style = createStyle({ env: {}, isTerminal: true, noColor: false });
  const [, line] = formatList([anEntry({ branch: 'running' })], { style, now });
  expect(line).toContain(`1     ${style.green('running')}  api`);
  expect(line).toContain('  running  3 d');
});

test('one that is not well: the last line says how to see why', () => {
  const sick = anEntry({ state: 'partial', path: "/it's here" });
  expect(formatList([anEntry(), sick], { style: plain, now }).slice(-2)).toEqual([
    '',
    'Not all of ktrdr--feat-x is running well. To see why: ktrdr why ktrdr--feat-x',
  ]);
});

test('none at all: how to make one', () => {
  expect(formatList([], { style: plain, now })).toEqual([expect.stringContaining('ktrdr sandbox create')]);
  expect(formatList([], { style: plain, now, isConfined: true })).toEqual([expect.stringContaining('KTRDR_CONFINE')]);
});
