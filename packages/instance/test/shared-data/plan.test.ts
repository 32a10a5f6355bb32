import { describe, expect, test } from '@jest/globals';
import { formatBytes } from '../../src/internal.ts';
import { type CopyProgress, createProgressCounter } from '../../src/shared-data/copy-progress.ts';
import { planCopy } from '../../src/shared-data/plan-copy.ts';
import { planSource } from '../../src/shared-data/plan-source.ts';
import type { TreeEntry } from '../../src/shared-data/scan-tree.ts';

function aFile(path: string, different: Partial<TreeEntry> = {}): TreeEntry {
  return {
    path,
    kind: 'file',
    size: 10,
    allocated: 10,
    mode: 0o644,
    atimeMs: 5,
    mtimeMs: 1000.123,
    ctimeMs: 2000,
    dev: 1,
    ino: 7,
    target: '',
    ...different,
  };
}
const aDirectory = (path: string): TreeEntry => aFile(path, { kind: 'directory', size: 0 });
const aLink = (path: string, target: string): TreeEntry => aFile(path, { kind: 'link', size: 0, target });

describe('what is left to copy', () => {
  test.each<[string, TreeEntry[], TreeEntry[], { copy: string[]; remove: string[]; done: number }]>([
    ['everything, the first time', [aFile('/a'), aLink('/b', 'a')], [], { copy: ['/a', '/b'], remove: [], done: 0 }],
    ['nothing that is there', [aFile('/a')], [aFile('/a')], { copy: [], remove: [], done: 1 }],
    [
      'time to the microsecond',
      [aFile('/a')],
      [aFile('/a', { mtimeMs: 1000.1229 })],
      { copy: [], remove: [], done: 1 },
    ],
    ['half a file', [aFile('/a')], [aFile('/a', { size: 5 })], { copy: ['/a'], remove: ['/a'], done: 0 }],
    [
      'a whole file whose time was not set yet',
      [aFile('/a')],
      [aFile('/a', { mtimeMs: 2000 })],
      { copy: ['/a'], remove: ['/a'], done: 0 },
    ],
    ['a file that the source lost', [], [aFile('/a')], { copy: [], remove: ['/a'], done: 0 }],
    [
      'a file where a directory was',
      [aFile('/a')],
      [aDirectory('/a'), aFile('/a/b')],
      { copy: ['/a'], remove: ['/a'], done: 0 },
    ],
    [
      'in a directory that is there',
      [aDirectory('/a'), aFile('/a/b'), aFile('/a/c')],
      [aDirectory('/a'), aFile('/a/b')],
      { copy: ['/a/c'], remove: [], done: 1 },
    ],
    ['the same link', [aLink('/a', 'x')], [aLink('/a', 'x')], { copy: [], remove: [], done: 1 }],
    ['a link that leads elsewhere', [aLink('/a', 'x')], [aLink('/a', 'y')], { copy: ['/a'], remove: ['/a'], done: 0 }],
    ['a link where a file is', [aFile('/a')], [aLink('/a', 'y')], { copy: ['/a'], remove: ['/a'], done: 0 }],
  ])('%s', (_, source, staged, expected) => {
    const plan = planCopy(source, staged);
    expect({ copy: plan.copy.map(({ path }) => path), remove: plan.remove, done: plan.done.files }).toEqual(expected);
  });

  test('directories are made parents first', () => {
    const plan = planCopy([aDirectory(''), aDirectory('/a'), aFile('/x'), aDirectory('/a/b')], []);
    expect(plan.directories.map(({ path }) => path)).toEqual(['', '/a', '/a/b']);
  });
});

const at = (path: string, empty = false) => ({ name: 'data' as const, path, empty });

describe('what is copied', () => {
  const shared = '/home/me/.ktrdr/shared';

  test('the directories that hold anything', () => {
    const models = { name: 'models' as const, path: '/ktrdr/models', empty: true };
    const facts = { from: '/ktrdr', shared, directories: [at('/ktrdr/data'), models] };
    expect(planSource(facts)).toEqual([{ name: 'data', path: '/ktrdr/data' }]);
  });

  test.each([
    ['the shared directory', shared, [at(`${shared}/data`)], 'SHARED_OVERLAP'],
    ['a directory in it', `${shared}/data`, [at(`${shared}/data/data`)], 'SHARED_OVERLAP'],
    ['one that contains it', '/home/me', [at('/home/me/data')], 'SHARED_OVERLAP'],
    ['one whose data is a link into it', '/ktrdr', [at(`${shared}/data`)], 'SHARED_OVERLAP'],
    ['one without any of the directories', '/ktrdr', [], 'NO_SHARED_SOURCE'],
    ['one with nothing in them', '/ktrdr', [at('/ktrdr/data', true)], 'NO_SHARED_SOURCE'],
  ])('not %s', (_, from, directories, code) => {
    expect(() => planSource({ from, shared, directories })).toThrow(expect.objectContaining({ code }));
  });

  test('a name that only begins like the shared directory is another directory', () => {
    const facts = { from: `${shared}-2`, shared, directories: [at(`${shared}-2/data`)] };
    expect(planSource(facts)).toHaveLength(1);
  });

  test('what was looked for is named', () => {
    expect(() => planSource({ from: '/ktrdr', shared, directories: [] })).toThrow(/\/ktrdr.*data, models, strategies/);
  });
});

describe('progress', () => {
  test('counts, tells now and then, and how long it takes', () => {
    let time = 0;
    const told: CopyProgress[] = [];
    const counter = createProgressCounter({
      totalFiles: 4,
      totalBytes: 4_000_000,
      done: { files: 1, bytes: 1_000_000 },
      onProgress: (progress) => told.push(progress),
      now: () => time,
    });
    counter.addBytes(1_000_000);
    expect(told).toEqual([]);
    time = 500;
    counter.addFile();
    expect(told).toEqual([
      { files: 2, totalFiles: 4, bytes: 2_000_000, totalBytes: 4_000_000, secondsLeft: undefined },
    ]);
    time = 3000;
    // One of three files in three seconds: two more take six.
    expect(counter.current().secondsLeft).toBe(6);
  });
});

test.each([
  [0, '0 bytes'],
  [999, '999 bytes'],
  [1000, '1.0 kB'],
  [3_400_000, '3.4 MB'],
  [120_000_000_000, '120 GB'],
  [5e15, '5000 TB'],
])('%p is %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});
