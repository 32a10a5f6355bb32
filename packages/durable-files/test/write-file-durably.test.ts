import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import {
  brokenLink,
  isTemporaryOf,
  moveNew,
  removeTemporaryFiles,
  temporaryOf,
  writeFileDurably,
} from '../src/index.ts';
import { buildPrograms, temporaryDirectory } from '@ktrdr/test-support';

const root = temporaryDirectory();
let directory: string;
let file: string;
let count = 0;

beforeEach(() => {
  directory = join(root, String((count += 1)));
  mkdirSync(directory);
  file = join(directory, 'settings');
});

describe('a durable write', () => {
  test('makes a file for the user alone, or with the mode that is asked for', async () => {
    await writeFileDurably(file, 'new');
    await writeFileDurably(`${file}-2`, 'new', 0o640);
    expect(readFileSync(file, 'utf8')).toBe('new');
    expect([file, `${file}-2`].map((path) => statSync(path).mode & 0o777)).toEqual([0o600, 0o640]);
    expect(readdirSync(directory)).toEqual(['settings', 'settings-2']);
  });

  test('replaces the text and leaves the mode', async () => {
    writeFileSync(file, 'old');
    chmodSync(file, 0o664);
    const before = statSync(file).ino;
    await writeFileDurably(file, 'new');
    expect(readFileSync(file, 'utf8')).toBe('new');
    expect(statSync(file).mode & 0o777).toBe(0o664);
    // Another file in its place, and not the same one written over.
    expect(statSync(file).ino).not.toBe(before);
  });

  test('is checked right before it takes its place: what that throws leaves the old one, and nothing beside it', async () => {
    writeFileSync(file, 'old');
    const beside: string[][] = [];
    const check = async (): Promise<void> => {
      beside.push(readdirSync(directory));
      return await Promise.reject(new Error('changed'));
    };
    await expect(writeFileDurably(file, 'new', 0o600, { check })).rejects.toThrow('changed');
    // All is written by then.
    expect(beside).toEqual([['settings', expect.stringMatching(/^settings\..*\.tmp$/)]]);
    expect(readFileSync(file, 'utf8')).toBe('old');
    expect(readdirSync(directory)).toEqual(['settings']);
  });

  test('follows a link, which stays; or takes its place, and what it leads to stays', async () => {
    writeFileSync(join(directory, 'elsewhere'), 'old');
    symlinkSync('elsewhere', file);
    await writeFileDurably(file, 'new');
    expect(readlinkSync(file)).toBe('elsewhere');
    expect(readFileSync(join(directory, 'elsewhere'), 'utf8')).toBe('new');

    await writeFileDurably(file, 'newer', 0o600, { followLinks: false });
    expect(lstatSync(file).isFile()).toBe(true);
    expect(readFileSync(join(directory, 'elsewhere'), 'utf8')).toBe('new');
  });

  test('leaves what is there when it is not to be replaced', async () => {
    await writeFileDurably(file, 'first', 0o600, { replace: false });
    await expect(writeFileDurably(file, 'second', 0o600, { replace: false })).rejects.toMatchObject({ code: 'EEXIST' });
    expect(readFileSync(file, 'utf8')).toBe('first');
    expect(readdirSync(directory)).toEqual(['settings']);
  });

  test('that a full disk cuts short is an error, leaves the old text and nothing else', () => {
    writeFileSync(file, 'old');
    buildPrograms(root, import.meta.url);
    // In blocks of 512 or 1024 bytes; the text needs more.
    const script = 'ulimit -f 8; trap "" XFSZ; exec "$@"';
    const input = JSON.stringify({ file, text: 'x'.repeat(20_000) });
    const said = execFileSync(
      'sh',
      ['-c', script, 'sh', process.execPath, join(root, 'programs', 'write.mjs'), input],
      {
        encoding: 'utf8',
      },
    );
    expect(said).toBe('EFBIG\n');
    expect(readFileSync(file, 'utf8')).toBe('old');
    expect(readdirSync(directory)).toEqual(['settings']);
  });
});

describe('what killed writes have left', () => {
  test.each([
    ['settings.4711-0123abcd.tmp', true],
    ['settings.tmp', false],
    ['settings.4711.tmp', false],
    ['settings.bak', false],
    ['other.4711-0123abcd.tmp', false],
    ['settings', false],
  ])('%s: is it a temporary file of settings? %s', async (name, expected) => {
    expect(isTemporaryOf('settings', name)).toBe(expected);
    writeFileSync(join(directory, name), '');
    await removeTemporaryFiles(file);
    expect(existsSync(join(directory, name))).toBe(!expected);
  });

  test('is known by the name that a write makes up, which is another one each time', async () => {
    const names = [await temporaryOf('settings'), await temporaryOf('settings')];
    expect(names.every((name) => isTemporaryOf('settings', name))).toBe(true);
    expect(new Set(names).size).toBe(2);
  });

  test('is nothing where the directory is not there', async () => {
    await expect(removeTemporaryFiles(join(directory, 'nowhere', 'settings'))).resolves.toBeUndefined();
  });
});

test('a move to a place that is taken is refused, and both files stay', async () => {
  writeFileSync(file, 'one');
  writeFileSync(`${file}-2`, 'two');
  await expect(moveNew(file, `${file}-2`)).rejects.toMatchObject({ code: 'EEXIST' });
  expect([readFileSync(file, 'utf8'), readFileSync(`${file}-2`, 'utf8')]).toEqual(['one', 'two']);
  await moveNew(file, `${file}-3`);
  expect(readdirSync(directory)).toEqual(['settings-2', 'settings-3']);
});

test.each([
  ['a file that is there', 'there', undefined],
  ['a file that is not made yet', 'nowhere/deep', undefined],
  ['a file behind a link that works', 'works/deep', undefined],
  ['a link that leads nowhere', 'broken', 'broken'],
  ['a file behind such a link', 'broken/a/b', 'broken'],
])('%s: which link is broken?', async (_, path, expected) => {
  writeFileSync(join(directory, 'there'), '');
  mkdirSync(join(directory, 'disk'));
  symlinkSync('disk', join(directory, 'works'));
  symlinkSync('unmounted', join(directory, 'broken'));
  const link = expected && { path: join(directory, expected), target: join(directory, 'unmounted') };
  expect(await brokenLink(join(directory, path))).toEqual(link);
});
