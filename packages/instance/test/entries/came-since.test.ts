import {
  appendFileSync,
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, jest, test } from '@jest/globals';
import { cameSince } from '../../src/entries/came-since.ts';
import { seeEntries, seeEntriesForLater } from '../../src/entries/see-entries.ts';
import { temporaryDirectory } from '@ktrdr/test-support';

const root = temporaryDirectory();
let count = 0;
let tree: string;
let store: string;
beforeEach(() => {
  const place = join(root, String((count += 1)));
  tree = join(place, 'tree');
  store = join(place, 'store');
  mkdirSync(join(tree, 'deep', 'er'), { recursive: true });
  mkdirSync(store);
  for (const name of ['a', 'deep/b', 'deep/er/c']) writeFileSync(join(tree, name), name);
  utimesSync(at('a'), 1000, 1000);
  writeFileSync(join(store, 'file'), 'of a store');
  linkSync(join(store, 'file'), join(tree, 'linked'));
  linkSync(join(tree, 'linked'), join(tree, 'deep', 'linked'));
});

const at = (name: string): string => join(tree, name);

/** What is told of what `change` does. */
async function told(change: () => void): Promise<string[]> {
  const seen = await seeEntries(tree);
  change();
  return (await cameSince(tree, seen)).map(({ what }) => what).toSorted();
}

/** The same of what was written down. */
async function toldLater(change: () => void): Promise<string[]> {
  const { lasting } = await seeEntriesForLater(tree);
  change();
  return (await cameSince(tree, lasting)).map(({ what }) => what).toSorted();
}

describe('comes:', () => {
  test.each<[string, () => void, string[]]>([
    ['a file', () => writeFileSync(at('deep/new'), 'x'), ['deep/new']],
    ['a link', () => symlinkSync('a', at('link')), ['link']],
    ['more text', () => appendFileSync(at('a'), 'x'), ['a']],
    [
      'other text of that size, with the old times',
      () => {
        writeFileSync(at('a'), 'z');
        utimesSync(at('a'), 1000, 1000);
      },
      ['a'],
    ],
    [
      'both names of an old file, which were moved in',
      () => {
        writeFileSync(join(store, 'one'), 'x');
        linkSync(join(store, 'one'), join(store, 'two'));
        utimesSync(join(store, 'one'), 1, 1);
        for (const name of ['one', 'two']) renameSync(join(store, name), at(name));
      },
      ['one', 'two'],
    ],
    ['text in a file with several names', () => appendFileSync(at('linked'), 'x'), ['deep/linked', 'linked']],
    [
      'a directory with old times',
      () => {
        mkdirSync(join(store, 'moved'));
        writeFileSync(join(store, 'moved', 'work'), 'x');
        utimesSync(join(store, 'moved', 'work'), 1, 1);
        renameSync(join(store, 'moved'), at('deep/moved'));
      },
      ['deep/moved/'],
    ],
  ])('%s', async (_, change, names) => {
    expect(await told(change)).toEqual(names);
  });
});

describe('comes not:', () => {
  test.each<[string, () => void]>([
    ['what is read', () => readFileSync(at('a'))],
    ['what goes', () => rmSync(at('deep/er'), { recursive: true })],
    [
      'a file whose other name goes, in the directory or elsewhere',
      () => (unlinkSync(at('linked')), unlinkSync(join(store, 'file'))),
    ],
    ['a directory whose mode changes', () => chmodSync(at('deep'), 0o700)],
  ])('%s', async (_, change) => {
    expect(await told(change)).toEqual([]);
  });

  test('what was there, when all of it is moved', async () => {
    const seen = await seeEntries(tree);
    renameSync(tree, `${tree}.aside`);
    expect(await cameSince(`${tree}.aside`, seen)).toEqual([]);
    expect(existsSync(tree)).toBe(false);
  });
});

describe('of what was written down for a later command:', () => {
  test('a mode that was mended changes nothing', async () => {
    expect(await toldLater(() => (chmodSync(at('a'), 0o600), chmodSync(at('linked'), 0o600)))).toEqual([]);
  });

  test.each<[string, () => void]>([
    ['other text', () => writeFileSync(at('a'), 'z')],
    [
      'another file of its size and times',
      () => {
        writeFileSync(at('new'), 'z');
        utimesSync(at('new'), 1000, 1000);
        renameSync(at('new'), at('a'));
      },
    ],
  ])('%s comes', async (_, change) => {
    expect(await toldLater(change)).toEqual(['a']);
  });
});

// A machine without a clock of its own, after a power cut; a virtual machine; the first answer of a time server.
test.each([
  ['an hour ahead when it was looked at', 3_600_000, 0],
  ['an hour ahead when it is asked', 0, 3_600_000],
])('the clock says nothing: %s', async (_, before, after) => {
  const real = Date.now;
  const skew = (ms: number) => jest.spyOn(Date, 'now').mockImplementation(() => real() + ms);
  skew(before);
  const seen = await seeEntries(tree);
  skew(after);
  writeFileSync(at('work'), 'x');
  const items = await cameSince(tree, seen);
  jest.restoreAllMocks();
  expect(items).toEqual([{ kind: 'untracked', what: 'work' }]);
});
