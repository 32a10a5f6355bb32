import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { CodedError } from '@ktrdr/errors';
import { createContext, initShared, type InitSharedOptions, type InstanceEvent } from '../../src/index.ts';
import { assertSettled } from '../../src/shared-data/assert-settled.ts';
import { bytePath } from '../../src/core/byte-path.ts';
import { copyTree } from '../../src/shared-data/copy-tree.ts';
import { planShared } from '../../src/shared-data/plan-shared.ts';
import { planCopy } from '../../src/shared-data/plan-copy.ts';
import { scanTree } from '../../src/shared-data/scan-tree.ts';
import { lookAtCopies, lookAtPlaces } from '../../src/shared-data/look-at-places.ts';
import { giveUpCopy, readStaging, stagingOf, type StagingState, writeStaging } from '../../src/shared-data/staging.ts';
import { deleteReplaced, swapDirectories } from '../../src/shared-data/swap-directories.ts';
import { withOperationLock } from '../../src/core/with-operation-lock.ts';
import { temporaryDirectory } from '@ktrdr/test-support';

const root = temporaryDirectory();
const isRoot = process.getuid?.() === 0;
let count = 0;
let home: string;
let shared: string;
let source: string;
beforeEach(() => {
  const place = join(root, String((count += 1)));
  home = join(place, 'home');
  shared = join(home, 'shared');
  source = join(place, 'ktrdr');
  mkdirSync(source, { recursive: true });
});

const yes = async () => await Promise.resolve(true);
const no = async () => await Promise.resolve(false);

function put(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

async function fill(options: Partial<InitSharedOptions> = {}, at = home, path = process.env['PATH']) {
  const events: InstanceEvent[] = [];
  const context = createContext({
    // Whatever Engine this machine has, it is not asked.
    env: { PATH: path, KTRDR_HOME: at, DOCKER_HOST: `unix://${join(at, 'no.sock')}` },
    command: 'a test',
    report: (event) => events.push(event),
  });
  const result = await initShared(context, {
    source: { kind: 'copy', from: source },
    replace: no,
    signal: new AbortController().signal,
    ...options,
  });
  return { result, texts: events.map((event) => ('text' in event ? event.text : '')).join('\n') };
}

const read = (...path: string[]): string => readFileSync(join(shared, ...path), 'utf8');
const staging = () => join(shared, '.init-shared');
const state = (...path: string[]) => join(staging(), ...path);
const fresh = (...path: string[]) => state('new', 'data', ...path);
/** Nothing but the three directories is left. */
const expectClean = () => expect(readdirSync(shared).toSorted()).toEqual(['data', 'models', 'strategies']);

describe('minimal', () => {
  test('makes the three directories', async () => {
    const { result } = await fill({ source: { kind: 'minimal' } });
    expect(result).toEqual({
      path: shared,
      directories: ['data', 'models', 'strategies'].map((name) => ({ name, files: 0, bytes: 0, state: 'created' })),
    });
    expectClean();
  });

  test('touches nothing that is there', async () => {
    put(join(shared, 'data', 'EURUSD.csv'), 'prices');
    const { result } = await fill({ source: { kind: 'minimal' }, replace: yes });
    expect(result.directories[0]).toEqual({ name: 'data', files: 1, bytes: 6, state: 'kept' });
    expect(read('data', 'EURUSD.csv')).toBe('prices');
  });

  test('a link to a directory elsewhere is kept', async () => {
    const elsewhere = join(source, 'big-disk');
    put(join(elsewhere, 'EURUSD.csv'), 'prices');
    mkdirSync(shared, { recursive: true });
    symlinkSync(elsewhere, join(shared, 'data'));
    expect((await fill({ source: { kind: 'minimal' } })).result.directories[0]).toMatchObject({
      files: 1,
      state: 'kept',
    });
  });

  test.each([
    ['all of them', ''],
    ['one of them', 'models'],
  ])('a file in the place of %s is refused, with the command that moves it aside', async (_, name) => {
    const place = join(shared, name);
    put(place, 'a file');
    await expect(fill({ source: { kind: 'minimal' } })).rejects.toMatchObject({
      code: 'SHARED_UNREADABLE',
      message: `${place} is not a directory`,
      hint: expect.stringContaining(`mv -n ${place} ${place}.aside`),
    });
    expect(readFileSync(place, 'utf8')).toBe('a file');
  });

  test.each([
    ['all of them', ''],
    ['one of them', 'models'],
  ])('a link to a disk that is away in the place of %s is refused, and says so', async (_, name) => {
    const link = join(shared, name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync('/nowhere/shared', link);
    await expect(fill({ source: { kind: 'minimal' } })).rejects.toMatchObject({
      code: 'SHARED_UNREADABLE',
      message: `${link} is a link to /nowhere/shared, which does not exist`,
      hint: expect.stringContaining('Mount the disk of its target'),
    });
  });
});

describe('a copy', () => {
  test('has the files, links, modes and times of the source, and empty directories for what that lacks', async () => {
    put(join(source, 'data', '1h', 'EURUSD.csv'), 'prices');
    put(join(source, 'data', 'empty'), '');
    put(join(source, 'strategies', 'run.sh'), '#!/bin/sh');
    chmodSync(join(source, 'strategies', 'run.sh'), 0o750);
    symlinkSync('../nowhere', join(source, 'data', 'link'));
    utimesSync(join(source, 'data', '1h', 'EURUSD.csv'), 1_000_000, 1_234_567.25);
    chmodSync(join(source, 'data', '1h'), 0o555);
    utimesSync(join(source, 'data', '1h'), 1_000_000, 2_000_000);
    const { result } = await fill();
    chmodSync(join(source, 'data', '1h'), 0o755);
    expect(result.directories).toEqual([
      { name: 'data', files: 3, bytes: 6, state: 'copied' },
      { name: 'models', files: 0, bytes: 0, state: 'created' },
      { name: 'strategies', files: 1, bytes: 9, state: 'copied' },
    ]);
    expect(read('data', '1h', 'EURUSD.csv')).toBe('prices');
    expect(statSync(join(shared, 'data', '1h', 'EURUSD.csv')).mtimeMs).toBe(1_234_567_250);
    expect(statSync(join(shared, 'data', '1h'))).toMatchObject({ mtimeMs: 2_000_000_000 });
    expect(statSync(join(shared, 'data', '1h')).mode & 0o777).toBe(0o555);
    expect(statSync(join(shared, 'strategies', 'run.sh')).mode & 0o777).toBe(0o750);
    expect(readlinkSync(join(shared, 'data', 'link'))).toBe('../nowhere');
    expectClean();
    chmodSync(join(shared, 'data', '1h'), 0o755);
  });

  test('keeps names that are no text', async () => {
    mkdirSync(join(source, 'data'));
    const names = [Buffer.from([0x66, 0xff, 0xfe]), Buffer.from('a\nb'), Buffer.from(' -rf *'), Buffer.from('Ünï')];
    // macOS has only names that are UTF-8.
    const possible = process.platform === 'linux' ? names : names.slice(1);
    for (const name of possible) writeFileSync(Buffer.concat([Buffer.from(`${source}/data/`), name]), 'x');
    await fill();
    const copied = readdirSync(join(shared, 'data'), { encoding: 'buffer' }).map((name) => name.toString('hex'));
    expect(copied.toSorted()).toEqual(possible.map((name) => name.toString('hex')).toSorted());
  });

  test('of a large file is whole, and a hole stays a hole', async () => {
    mkdirSync(join(source, 'models'));
    const large = join(source, 'models', 'large.bin');
    writeFileSync(large, Buffer.alloc(9_000_001, 'abc'));
    const sparse = join(source, 'models', 'sparse.bin');
    writeFileSync(sparse, 'begin');
    truncateSync(sparse, 50_000_000);
    await fill();
    expect(readFileSync(join(shared, 'models', 'large.bin')).equals(readFileSync(large))).toBe(true);
    const copy = statSync(join(shared, 'models', 'sparse.bin'));
    expect(copy.size).toBe(50_000_000);
    expect(copy.blocks * 512).toBeLessThan(5_000_000);
    expect(readFileSync(join(shared, 'models', 'sparse.bin')).equals(readFileSync(sparse))).toBe(true);
  });

  test('leaves out a pipe, and says so', async () => {
    put(join(source, 'data', 'a'), 'x');
    execFileSync('mkfifo', [join(source, 'data', 'pipe')]);
    const { texts } = await fill();
    expect(texts).toContain(join(source, 'data', 'pipe'));
    expect(readdirSync(join(shared, 'data'))).toEqual(['a']);
  });

  test('of data that is itself a link has what that leads to', async () => {
    put(join(source, 'disk', 'a'), 'x');
    symlinkSync(join(source, 'disk'), join(source, 'data'));
    await fill();
    expect(lstatSync(join(shared, 'data')).isDirectory()).toBe(true);
    expect(read('data', 'a')).toBe('x');
  });

  test('of a link that leads into what is replaced is refused', async () => {
    put(join(shared, 'data', 'precious'), 'kept');
    put(join(source, 'data', 'a.csv'), 'a');
    symlinkSync(join(shared, 'data', 'precious'), join(source, 'data', 'p'));
    await expect(fill({ replace: yes })).rejects.toMatchObject({ code: 'SHARED_OVERLAP' });
    expect(readFileSync(join(shared, 'data', 'precious'), 'utf8')).toBe('kept');
  });

  test('of a link that leads out of the source names it where the copy leads nowhere', async () => {
    put(join(source, 'data', 'a.csv'), 'a');
    put(join(source, 'real', 'b.csv'), 'b');
    symlinkSync('../real/b.csv', join(source, 'data', 'out'));
    symlinkSync('a.csv', join(source, 'data', 'in'));
    symlinkSync(join(source, 'real', 'b.csv'), join(source, 'data', 'whole'));
    symlinkSync('nowhere', join(source, 'data', 'broken'));
    const { texts } = await fill();
    expect(texts).toContain(`lead nowhere: ${join(source, 'data', 'out')}`);
    expect(texts).not.toMatch(/whole|broken/);
  });

  test('tells how far it is', async () => {
    put(join(source, 'data', 'a'), 'xyz');
    const told: object[] = [];
    await fill({ onProgress: (progress) => told.push(progress) });
    expect(told.at(-1)).toMatchObject({ files: 1, totalFiles: 1, bytes: 3, totalBytes: 3 });
  });

  test('one at a time', async () => {
    put(join(source, 'data', 'a'), 'x');
    const context = createContext({ env: { PATH: process.env['PATH'], KTRDR_HOME: home }, command: 'another' });
    await withOperationLock(context, 'shared-data', async () => {
      await expect(fill()).rejects.toMatchObject({ code: 'BUSY' });
    });
  });

  test('from a place that is not there', async () => {
    await expect(fill({ source: { kind: 'copy', from: join(source, 'no') } })).rejects.toMatchObject({
      code: 'NO_SHARED_SOURCE',
    });
  });

  test('from a directory that contains the destination by a link', async () => {
    put(join(home, 'data', 'a'), 'x');
    symlinkSync(home, join(source, 'link'));
    await expect(fill({ source: { kind: 'copy', from: join(source, 'link') } })).rejects.toMatchObject({
      code: 'SHARED_OVERLAP',
    });
  });
});

describe('shared data that is there', () => {
  beforeEach(() => {
    put(join(source, 'data', 'new'), 'new');
    put(join(shared, 'data', 'old'), 'old');
    put(join(shared, 'models', 'mine'), 'mine');
  });

  test('is not replaced without a yes', async () => {
    await expect(fill()).rejects.toMatchObject({
      code: 'SHARED_EXISTS',
      message: expect.stringContaining(join(shared, 'data')),
    });
    expect(read('data', 'old')).toBe('old');
    expect(existsSync(join(shared, 'data', 'new'))).toBe(false);
    expect(existsSync(staging())).toBe(false);
  });

  test('is replaced with one; directories that the source does not have stay', async () => {
    const asked: (readonly string[])[] = [];
    const { texts } = await fill({
      replace: async (existing) => {
        asked.push(existing);
        return await yes();
      },
    });
    expect(asked).toEqual([['data']]);
    expect(readdirSync(join(shared, 'data'))).toEqual(['new']);
    expect(read('models', 'mine')).toBe('mine');
    expect(texts).toMatch(/with ktrdr up/);
    expectClean();
  });

  test('that came while it was copied is asked about too', async () => {
    execFileSync('rm', ['-r', join(shared, 'data')]);
    const lateComer = () => put(join(shared, 'data', 'late'), 'late');
    await expect(fill({ onProgress: lateComer })).rejects.toMatchObject({ code: 'SHARED_EXISTS' });
    expect(read('data', 'late')).toBe('late');
  });

  test('that grew while it was copied is asked about again', async () => {
    const asked: (readonly string[])[] = [];
    const onlyOnce = async (names: readonly string[]) => {
      asked.push(names);
      return await Promise.resolve(asked.length === 1);
    };
    await expect(fill({ onProgress: writeResult, replace: onlyOnce })).rejects.toMatchObject({ code: 'SHARED_EXISTS' });
    expect(asked).toEqual([['data'], ['data']]);
    expect(read('data', 'result')).toBe('result');
  });

  test('nothing is replaced that cannot be written to the disk', async () => {
    const bin = join(home, 'bin');
    put(join(bin, 'sync'), '#!/bin/sh\necho "input/output error" >&2\nexit 1\n');
    chmodSync(join(bin, 'sync'), 0o755);
    const path = `${bin}:${process.env['PATH']}`;
    await expect(fill({ replace: yes }, home, path)).rejects.toMatchObject({
      code: 'SHARED_UNWRITABLE',
      detail: 'input/output error',
    });
    expect(read('data', 'old')).toBe('old');
  });

  test('behind a link is left alone', async () => {
    renameSync(join(shared, 'data'), join(home, 'disk'));
    symlinkSync(join(home, 'disk'), join(shared, 'data'));
    await expect(fill({ replace: yes })).rejects.toMatchObject({ code: 'SHARED_NOT_REPLACEABLE' });
    expect(read('data', 'old')).toBe('old');
  });
});

// More than what one call of the system copies, so that there is progress in the middle of it.
const LARGE = 12 * 1024 * 1024;
const large = (): string => join(source, 'data', 'large');
const grow = (): void => appendFileSync(large(), 'more');
function once(act: () => void): () => void {
  let left = 1;
  return () => {
    if ((left -= 1) === 0) act();
  };
}
/** Its beginning and its end change together; with a time that was set back. */
const rewrite = (): void => {
  const { atime, mtime } = statSync(large());
  writeFileSync(large(), Buffer.alloc(LARGE, 'b'));
  utimesSync(large(), atime, mtime);
};

describe('a file that changes while it is copied', () => {
  beforeEach(() => {
    mkdirSync(join(source, 'data'), { recursive: true });
    writeFileSync(large(), Buffer.alloc(LARGE, 'a'));
  });

  test.each<[string, () => void, (copied: Buffer) => boolean]>([
    ['grows', grow, (copied) => copied.subarray(LARGE).toString() === 'more'],
    ['is cut off', () => truncateSync(large(), 5), (copied) => copied.toString() === 'aaaaa'],
    ['is written anew, with its old time', rewrite, (copied) => copied.equals(Buffer.alloc(LARGE, 'b'))],
    [
      'is replaced',
      () => {
        writeFileSync(`${large()}.new`, 'new');
        renameSync(`${large()}.new`, large());
      },
      (copied) => copied.toString() === 'new',
    ],
  ])('%s: it is copied again', async (_, change, isWhole) => {
    const { texts } = await fill({ onProgress: once(change) });
    expect(texts).toMatch(/Copied again, because it changed during the copy: .*large/);
    expect(isWhole(readFileSync(join(shared, 'data', 'large')))).toBe(true);
    expectClean();
  });

  test('a file that came is copied, too, and one that went is not', async () => {
    put(join(source, 'data', 'going'), 'x');
    const change = once(() => {
      put(join(source, 'data', 'came'), 'came');
      unlinkSync(join(source, 'data', 'going'));
    });
    await fill({ onProgress: change });
    expect(readdirSync(join(shared, 'data')).toSorted()).toEqual(['came', 'large']);
  });

  test('all the time: nothing is replaced, and it is said', async () => {
    put(join(shared, 'data', 'old'), 'old');
    await expect(fill({ onProgress: grow, replace: yes })).rejects.toMatchObject({
      code: 'SOURCE_CHANGES',
      message: expect.stringContaining('large'),
    });
    expect(read('data', 'old')).toBe('old');
  });
});

/** What a run leaves that is interrupted when it has copied 20 files. */
async function copySome(): Promise<void> {
  mkdirSync(join(staging(), 'new'), { recursive: true });
  await writeStaging(stagingOf(shared), { from: source, phase: 'copying', names: ['data'] });
  const from = bytePath(join(source, 'data'));
  const controller = new AbortController();
  let copied = 0;
  const copying = copyTree({
    from,
    to: bytePath(fresh()),
    plan: planCopy((await scanTree(from)).entries, []),
    signal: controller.signal,
    onBytes: () => {},
    onFile: () => {
      copied += 1;
      if (copied === 20) controller.abort();
    },
  });
  await expect(copying).rejects.toThrow(/aborted/);
}

describe('a copy that was ended', () => {
  const files = Array.from({ length: 100 }, (_, index) => `f${index}`);
  beforeEach(() => {
    for (const name of files) put(join(source, 'data', name), `text of ${name}`);
  });

  test('goes on: what is whole is not copied again, and half a file is', async () => {
    await copySome();
    const [whole = '', half = ''] = readdirSync(fresh());
    const { ino } = statSync(fresh(whole));
    writeFileSync(fresh(half), 'text');
    writeFileSync(fresh('not-in-the-source'), 'x');
    const { texts } = await fill();
    expect(texts).toMatch(/Continuing an interrupted copy: \d+ of 100 files/);
    expect(statSync(join(shared, 'data', whole)).ino).toBe(ino);
    expect(readdirSync(join(shared, 'data')).toSorted()).toEqual(files.toSorted());
    for (const name of files) expect(read('data', name)).toBe(`text of ${name}`);
    expectClean();
  });

  test('says what is kept, and what to do', async () => {
    const controller = new AbortController();
    put(join(shared, 'data', 'old'), 'old');
    const replace = async () => {
      controller.abort();
      return await yes();
    };
    const error: unknown = await fill({ signal: controller.signal, replace }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'INTERRUPTED', hint: expect.stringMatching(/continues from there.*rm -rf/) });
    expect(read('data', 'old')).toBe('old');
  });

  test('of another source is not mixed in', async () => {
    await copySome();
    const other = join(dirname(source), 'other');
    put(join(other, 'data', 'only'), 'other');
    const { texts } = await fill({ source: { kind: 'copy', from: other } });
    expect(texts).toContain(`An interrupted copy of ${source} is discarded.`);
    expect(readdirSync(join(shared, 'data'))).toEqual(['only']);
    expectClean();
  });

  test('is kept by minimal', async () => {
    await copySome();
    const { texts } = await fill({ source: { kind: 'minimal' } });
    expect(texts).toContain('is kept in');
    expect(existsSync(fresh())).toBe(true);
  });

  test('a file that could not be read: all of them are named, nothing is replaced, and the next run copies them', async () => {
    put(join(shared, 'data', 'old'), 'old');
    for (const name of ['f3', 'f7']) chmodSync(join(source, 'data', name), 0);
    if (isRoot) {
      // Root reads everything: be somebody else for a moment.
      execFileSync('chown', ['-R', '65534', root]);
      process.seteuid?.(65_534);
    }
    const error: unknown = await fill({ replace: yes })
      .catch((thrown: unknown) => thrown)
      .finally(() => (isRoot ? process.seteuid?.(0) : undefined));
    expect(error).toMatchObject({
      code: 'COPY_INCOMPLETE',
      message: expect.stringContaining('2 files'),
      detail: expect.stringMatching(
        /data\/f3: .*denied[^]*data\/f7: .*denied|data\/f7: .*denied[^]*data\/f3: .*denied/,
      ),
    });
    expect(read('data', 'old')).toBe('old');
    for (const name of ['f3', 'f7']) chmodSync(join(source, 'data', name), 0o644);
    expect((await fill({ replace: yes })).texts).toMatch(/98 of 100 files/);
    expect(readdirSync(join(shared, 'data'))).toHaveLength(100);
  });
});

/** Moves a directory with old times to a place in the shared directory. */
function moveIn(name: string): void {
  const away = join(dirname(source), 'away');
  put(join(away, 'work'), 'work');
  utimesSync(join(away, 'work'), 1, 1);
  renameSync(away, join(shared, name));
}

/** Runs the commands that an error prints. */
function runPrinted(hint: string): void {
  execFileSync('sh', ['-euc', /(?:rmdir|mv|rm) .*/.exec(hint)?.[0] ?? 'false']);
}

async function hintOf(options: Partial<InitSharedOptions>, code: string): Promise<string> {
  const error: unknown = await fill(options).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code });
  return error instanceof CodedError ? (error.hint ?? '') : '';
}

const writeResult = (): void => put(join(shared, 'data', 'result'), 'result');

function readState(): string | undefined {
  try {
    return readFileSync(state('state.json'), 'utf8');
  } catch {
    return undefined;
  }
}

async function stateOf(): Promise<StagingState> {
  const left = await readStaging(stagingOf(shared));
  if (left === undefined) throw new Error('it has no state');
  return left;
}

/** What a run leaves that is ended while it puts directories in their places; what is there then was agreed to. */
async function leaveSwapping(names: readonly ['data', ...'models'[]] = ['data']): Promise<void> {
  mkdirSync(staging(), { recursive: true });
  const old = existsSync(state('old', 'data')) ? state('old') : shared;
  const replaces = await lookAtPlaces(old, names);
  const isPlaced = !existsSync(state('new', 'data'));
  const copies = await lookAtCopies(isPlaced ? { ...stagingOf(shared), fresh: shared } : stagingOf(shared), names);
  await writeStaging(stagingOf(shared), { from: source, phase: 'swapping', names: [...names], replaces, copies });
}

describe('what was moved elsewhere of an interrupted copy, with a link in its place, is not followed', () => {
  test.each(['.', 'new', 'old'])('%s: the printed command puts it back, and it goes on', async (part) => {
    put(join(source, 'data', 'a'), 'new');
    put(state('new', 'data', 'a'), 'new');
    put(state('old', 'models', 'm'), 'old');
    await leaveSwapping();
    const place = state(part);
    const elsewhere = join(dirname(home), 'big disk');
    renameSync(place, elsewhere);
    symlinkSync(elsewhere, place);
    const hint = await hintOf({}, 'SHARED_NOT_REPLACEABLE');
    expect(existsSync(join(shared, 'data'))).toBe(false);
    runPrinted(hint);
    expect(lstatSync(place).isDirectory()).toBe(true);
    // The new data is there; nobody has agreed to lose what it replaces.
    await expect(fill()).rejects.toMatchObject({ code: 'OLD_DATA_LEFT' });
    expect(readFileSync(join(shared, 'data', 'a'), 'utf8')).toBe('new');
    expect(readFileSync(state('old', 'models', 'm'), 'utf8')).toBe('old');
  });

  test('one that leads to nothing by now: the link is named, and goes alone', async () => {
    put(join(source, 'data', 'a'), 'new');
    mkdirSync(shared, { recursive: true });
    symlinkSync(join(root, 'away'), staging());
    await expect(fill()).rejects.toMatchObject({ hint: expect.stringMatching(/: rm \S+\.init-shared$/) });
  });
});

describe('what somebody else has put where copies are made', () => {
  test.each<[string, readonly string[]]>([
    ['beside the copy', ['photos']],
    ['beside the copies of the directories', ['new', 'mine']],
  ])('%s stays, and is named', async (_, path) => {
    put(join(source, 'data', 'a'), 'a');
    put(state(...path, 'p'), 'mine');
    const { texts } = await fill();
    expect(texts).toContain(`put it there: ${state(...path)}`);
    expect(readFileSync(state(...path, 'p'), 'utf8')).toBe('mine');
    expect(read('data', 'a')).toBe('a');
    expect(existsSync(state('state.json'))).toBe(false);
  });

  test('stays where a copy is given up by the printed command', async () => {
    await leaveSwapping();
    put(state('photos', 'p'), 'mine');
    put(state('new', 'data', 'a'), 'a');
    execFileSync('sh', ['-euc', giveUpCopy(stagingOf(shared))]);
    expect(readdirSync(staging())).toEqual(['photos']);
  });

  test('a directory of his that a link leads to is not moved there', async () => {
    put(join(source, 'data', 'a'), 'a');
    const elsewhere = join(dirname(home), 'big disk');
    put(join(elsewhere, 'p'), 'mine');
    mkdirSync(shared, { recursive: true });
    symlinkSync(elsewhere, staging());
    runPrinted(await hintOf({}, 'SHARED_NOT_REPLACEABLE'));
    await fill();
    expect(readFileSync(join(elsewhere, 'p'), 'utf8')).toBe('mine');
    expectClean();
  });

  test.each<[string, readonly string[]]>([
    ['all of it', []],
    ['what was replaced', ['old']],
    ['the copies', ['new']],
  ])('a file in the place of %s: the printed command moves it aside', async (_, path) => {
    put(join(source, 'data', 'a'), 'a');
    put(state(...path), 'mine');
    const hint = await hintOf({}, 'STAGING_UNREADABLE');
    execFileSync('sh', ['-euc', /mv .*/.exec(hint)?.[0] ?? 'false']);
    await fill();
    expect(read('data', 'a')).toBe('a');
    expect(readFileSync(`${state(...path)}.aside`, 'utf8')).toBe('mine');
  });
});

test('an instance that lies in what would be replaced is named, and stays', async () => {
  put(join(source, 'data', 'a'), 'a');
  const path = join(shared, 'data', 'kt');
  put(join(path, 'work'), 'work');
  const { registry } = createContext({ env: { KTRDR_HOME: home }, command: 'a test' });
  await registry.claim({
    instanceId: 'ktrdr--kt',
    path,
    createdAt: '2026-01-02T03:04:05.000Z',
    isWorktree: false,
    parentRepo: null,
  });
  await expect(fill({ replace: yes })).rejects.toMatchObject({
    code: 'SHARED_NOT_REPLACEABLE',
    message: expect.stringContaining(`ktrdr--kt (${path})`),
  });
  expect(readFileSync(join(path, 'work'), 'utf8')).toBe('work');
});

test.each<[string, (place: string) => void]>([
  ['leads to a disk that is away', (place) => symlinkSync(join(root, 'away'), place)],
  ['leads to itself', (place) => symlinkSync(place, place)],
  ['is a file', (place) => writeFileSync(place, '')],
])('a directory of the source that %s is no directory that it does not have', async (_, make) => {
  put(join(source, 'models', 'm'), 'm');
  make(join(source, 'data'));
  await expect(fill()).rejects.toMatchObject({
    code: 'NO_SHARED_SOURCE',
    message: expect.stringContaining(join(source, 'data')),
  });
  expect(existsSync(join(shared, 'models', 'm'))).toBe(false);
});

test('a source whose own copy was ended while it was put in its place is not copied: some of it is elsewhere', async () => {
  put(join(source, 'models', 'm'), 'm');
  const theirs = stagingOf(source);
  put(join(theirs.fresh, 'data', 'new'), 'new');
  await writeStaging(theirs, { from: '/elsewhere', phase: 'swapping', names: ['data'] });
  await expect(fill()).rejects.toMatchObject({
    code: 'NO_SHARED_SOURCE',
    hint: expect.stringContaining('doctor --fix'),
  });
  expect(existsSync(join(shared, 'models', 'm'))).toBe(false);
});

describe('where nobody can tell how far a copy had come', () => {
  const minimal = { source: { kind: 'minimal' } } as const;

  test.each([
    ['it is no file', () => mkdirSync(state('state.json'), { recursive: true })],
    ['it is not whole', () => put(state('state.json'), '{')],
    [
      'it is a pipe, which nobody writes to',
      () => {
        mkdirSync(staging(), { recursive: true });
        execFileSync('mkfifo', [state('state.json')]);
      },
    ],
  ])('%s: the printed command is enough where nothing was replaced', async (_, make) => {
    make();
    runPrinted(await hintOf(minimal, 'STAGING_UNREADABLE'));
    await fill(minimal);
    expect(existsSync(join(shared, 'data'))).toBe(true);
  });

  test.each<[string, Partial<InitSharedOptions>]>([
    ['empty directories', minimal],
    ['a copy', {}],
  ])('what was replaced is named, and %s must wait', async (_, options) => {
    put(join(source, 'data', 'a'), 'a');
    put(state('old', 'data', 'only'), 'old');
    expect(await hintOf(options, 'STAGING_UNREADABLE')).toContain(state('old'));
    expect(existsSync(join(shared, 'data'))).toBe(false);
    expect(readFileSync(state('old', 'data', 'only'), 'utf8')).toBe('old');
  });
});

test('another home that leads to the same directory waits for its turn', async () => {
  put(join(source, 'data', 'a'), 'a');
  put(join(shared, 'data', 'old'), 'old');
  const other = join(dirname(source), 'other-home');
  mkdirSync(other);
  symlinkSync(shared, join(other, 'shared'));
  const meanwhile: unknown[] = [];
  const replace = async () => {
    meanwhile.push(await fill({ replace: yes }, other).catch((error: unknown) => error));
    return await yes();
  };
  await fill({ replace });
  expect(meanwhile).toEqual([expect.objectContaining({ code: 'BUSY' })]);
  expect(read('data', 'a')).toBe('a');
  expectClean();
});

describe('ended while directories were put in their places: the next run finishes it, whatever it was asked for', () => {
  test.each<[string, () => void]>([
    [
      'before the first rename',
      () => {
        put(state('new', 'data', 'new'), 'new');
        put(join(shared, 'data', 'old'), 'old');
      },
    ],
    [
      'between the two renames',
      () => {
        put(state('new', 'data', 'new'), 'new');
        put(state('old', 'data', 'old'), 'old');
      },
    ],
    [
      'between the two, and an empty directory was made since',
      () => {
        put(state('new', 'data', 'new'), 'new');
        put(state('old', 'data', 'old'), 'old');
        mkdirSync(join(shared, 'data'));
      },
    ],
    [
      'after both',
      () => {
        put(join(shared, 'data', 'new'), 'new');
        put(state('old', 'data', 'old'), 'old');
      },
    ],
    ['when all but the note was deleted', () => put(join(shared, 'data', 'new'), 'new')],
  ])('%s', async (_, prepare) => {
    prepare();
    await leaveSwapping();
    const { texts } = await fill({ source: { kind: 'minimal' } });
    expect(texts).toMatch(/copy of .*\/ktrdr was interrupted just before its end\. It is now finished/);
    expect(readdirSync(join(shared, 'data'))).toEqual(['new']);
    expectClean();
  });

  describe('what came since somebody agreed is not deleted', () => {
    beforeEach(async () => {
      put(state('new', 'data', 'new'), 'new');
      put(state('new', 'models', 'new'), 'new');
      put(join(shared, 'data', 'old'), 'old');
      await leaveSwapping(['data', 'models']);
    });

    test.each<[string, () => void, RegExp]>([
      ['a file in what is to be replaced', () => put(join(shared, 'data', 'work'), 'work'), /shared\/data changed/],
      ['a directory with old times in it', () => moveIn('data/moved'), /shared\/data changed/],
      ['a directory that there was not', () => put(join(shared, 'models', 'work'), 'work'), /shared\/models changed/],
      [
        'another directory at its place',
        () => {
          renameSync(join(shared, 'data'), join(shared, 'aside'));
          moveIn('data');
        },
        /shared\/data changed/,
      ],
      [
        'a link at its place',
        () => {
          renameSync(join(shared, 'data'), join(home, 'disk'));
          symlinkSync(join(home, 'disk'), join(shared, 'data'));
        },
        /shared\/data changed/,
      ],
    ])('%s', async (_, come, message) => {
      come();
      const before = execFileSync('find', [shared], { encoding: 'utf8' });
      const refused = { code: 'SHARED_CHANGED', message: expect.stringMatching(message) };
      await expect(fill({ source: { kind: 'minimal' }, replace: yes })).rejects.toMatchObject(refused);
      await expect(fill({ replace: no })).rejects.toMatchObject(refused);
      expect(execFileSync('find', [shared], { encoding: 'utf8' })).toBe(before);
    });

    test('unless somebody agrees again', async () => {
      put(join(shared, 'models', 'work'), 'work');
      put(join(source, 'data', 'newest'), 'newest');
      const asked: (readonly string[])[] = [];
      await fill({
        replace: async (names) => {
          asked.push(names);
          return await yes();
        },
      });
      expect(asked).toEqual([['models'], ['data']]);
      expect(readdirSync(join(shared, 'models'))).toEqual(['new']);
      expect(readdirSync(join(shared, 'data'))).toEqual(['newest']);
      expectClean();
    });
  });

  test('what a container wrote into what was replaced is not deleted', async () => {
    put(join(shared, 'data', 'new'), 'new');
    put(state('old', 'data', 'old'), 'old');
    await leaveSwapping();
    put(state('old', 'data', 'result'), 'result');
    await expect(fill({ source: { kind: 'minimal' } })).rejects.toMatchObject({
      code: 'OLD_DATA_LEFT',
      message: expect.stringContaining(state('old', 'data')),
    });
    expect(readFileSync(state('old', 'data', 'result'), 'utf8')).toBe('result');
    expect(read('data', 'new')).toBe('new');
  });

  test.each<[string, () => void, string]>([
    ['a new file', () => put(state('old', 'models', 'result'), 'hours of work'), 'result'],
    ['a file that is written to', () => put(state('old', 'models', 'deep', 'old'), 'hours of work'), 'deep/old'],
  ])('%s: also what is written there while it is being deleted stays', async (_, come, left) => {
    put(join(shared, 'models', 'new'), 'new');
    put(state('old', 'models', 'first'), 'old');
    put(state('old', 'models', 'deep', 'old'), 'old');
    for (let index = 0; index < 20; index += 1) put(state('old', 'data', `${index}`, 'old'), 'old');
    put(join(shared, 'data', 'new'), 'new');
    await leaveSwapping(['data', 'models']);
    const filling = fill({ source: { kind: 'minimal' } }).catch((error: unknown) => error);
    // Between two steps of the run: it has looked, and has begun.
    while (existsSync(state('old', 'data', '0', 'old'))) await nextTurn();
    come();
    expect(await filling).toMatchObject({
      code: 'OLD_DATA_LEFT',
      message: expect.stringMatching(/replaced has changed since: .*old\/models$/),
      hint: expect.stringMatching(/^The changed data was not deleted/),
    });
    expect(readFileSync(state('old', 'models', left), 'utf8')).toBe('hours of work');
    expect(existsSync(state('old', 'models', 'first'))).toBe(false);
    expect([read('data', 'new'), read('models', 'new')]).toEqual(['new', 'new']);
  });

  test('whatever of it was written to is named', async () => {
    for (const name of ['data', 'models']) {
      put(join(shared, name, 'new'), 'new');
      put(state('old', name, 'old'), 'old');
    }
    await leaveSwapping(['data', 'models']);
    for (const name of ['data', 'models']) put(state('old', name, 'result'), 'result');
    await expect(fill({ source: { kind: 'minimal' } })).rejects.toMatchObject({
      code: 'OLD_DATA_LEFT',
      message: expect.stringContaining(`${state('old', 'data')}, ${state('old', 'models')}`),
    });
  });

  test('what was replaced is kept where the copy is not in its place', async () => {
    put(join(shared, 'data', 'new'), 'new');
    put(state('old', 'data', 'old'), 'old');
    await leaveSwapping();
    renameSync(join(shared, 'data'), join(shared, 'aside'));
    put(join(shared, 'data', 'another'), 'another');
    await expect(fill({ replace: yes })).rejects.toMatchObject({
      code: 'COPY_LOST',
      hint: expect.stringContaining(`${state('old', 'data')} is what ${join(shared, 'data')} held before`),
    });
    expect(readFileSync(state('old', 'data', 'old'), 'utf8')).toBe('old');
  });

  describe('ended while what was replaced is deleted', () => {
    beforeEach(async () => {
      for (const name of ['a', 'b', 'c']) put(join(shared, 'data', name), name);
      put(join(source, 'data', 'new'), 'new');
      put(state('new', 'data', 'new'), 'new');
      await leaveSwapping();
      await swapDirectories(shared, stagingOf(shared), await stateOf());
      await writeStaging(stagingOf(shared), { ...(await stateOf()), phase: 'deleting' });
      rmSync(state('old', 'data', 'a'));
    });
    test('is noted before the first of it goes', async () => {
      for (let index = 0; index < 200; index += 1) put(state('old', 'data', `d${index}`), '');
      const replaces = await lookAtPlaces(state('old'), ['data']);
      await writeStaging(stagingOf(shared), { ...(await stateOf()), replaces, phase: 'swapping' });
      const seen = new Set<string>();
      const deleted = deleteReplaced(shared, stagingOf(shared), await stateOf());
      for (let said = readState(); said !== undefined; said = readState()) {
        if (!existsSync(state('old', 'data', 'b'))) seen.add(said);
        await nextTurn();
      }
      await deleted;
      expect([...seen]).toEqual([expect.stringContaining('"deleting"')]);
    });

    test('the next command deletes the rest', async () => {
      expect((await fill({ source: { kind: 'minimal' } })).texts).toMatch(/now finished \(data\)/);
      expect(read('data', 'new')).toBe('new');
      expectClean();
    });

    test('where the copy was moved away, it says that only a part of the old data is left, and brings that back', async () => {
      renameSync(join(shared, 'data'), join(shared, 'away'));
      const hint = await hintOf({ source: { kind: 'minimal' } }, 'COPY_LOST');
      expect(hint).toMatch(/only a part is left, in .*If you moved the copy away, move it back/);
      expect(hint).not.toContain('Nothing was deleted');
      runPrinted(hint);
      expect([read('data', 'b'), read('data', 'c')]).toEqual(['b', 'c']);
    });

    test('where it is moved back, the next command deletes the rest', async () => {
      renameSync(join(shared, 'data'), join(shared, 'away'));
      await hintOf({ source: { kind: 'minimal' } }, 'COPY_LOST');
      renameSync(join(shared, 'away'), join(shared, 'data'));
      await fill({ source: { kind: 'minimal' } });
      expect(read('data', 'new')).toBe('new');
      expectClean();
    });
  });

  describe('the printed commands of who does not want the copy bring back what there was', () => {
    beforeEach(async () => {
      put(state('new', 'data', 'new'), 'new');
      put(state('new', 'data', 'newer'), 'newer');
      put(state('new', 'models', 'new'), 'new');
      put(join(shared, 'data', 'old'), 'old');
      put(join(shared, 'models', 'old'), 'old');
      put(join(source, 'data', 'a'), 'a');
      await leaveSwapping(['data', 'models']);
      mkdirSync(state('old'));
      renameSync(join(shared, 'data'), state('old', 'data'));
    });

    test('meanwhile nothing is started that would make it anew, empty', async () => {
      const context = createContext({ env: { PATH: process.env['PATH'], KTRDR_HOME: home }, command: 'a test' });
      await expect(assertSettled(context)).rejects.toMatchObject({
        code: 'SHARED_UNFINISHED',
        message: expect.stringContaining(join(shared, 'data')),
      });
      renameSync(state('new', 'data'), join(shared, 'data'));
      await assertSettled(context);
      // What is left of the old data keeps nothing from its use.
      rmSync(join(shared, 'data', 'new'));
      rmSync(join(shared, 'data', 'newer'));
      await assertSettled(context);
    });

    test.each<[string, () => void, string]>([
      [
        'somebody wrote into what is to be replaced',
        () => put(join(shared, 'models', 'work'), 'work'),
        'SHARED_CHANGED',
      ],
      ['the copy was deleted to make room', () => execFileSync('rm', ['-r', state('new')]), 'COPY_LOST'],
      ['a part of it was', () => unlinkSync(state('new', 'data', 'newer')), 'COPY_LOST'],
      ['a part of it was emptied', () => truncateSync(state('new', 'data', 'newer')), 'COPY_LOST'],
      [
        'all that was in it was, and up made the directory anew',
        () => {
          execFileSync('rm', ['-r', state('new', 'data')]);
          mkdirSync(state('new', 'data'));
          mkdirSync(join(shared, 'data'));
        },
        'COPY_LOST',
      ],
    ])('%s', async (_, change, code) => {
      change();
      await hintOf({ source: { kind: 'minimal' } }, code);
      runPrinted(await hintOf({ replace: no }, code));
      expect([read('data', 'old'), read('models', 'old')]).toEqual(['old', 'old']);
      expect((await fill({ source: { kind: 'minimal' } })).texts).toBe('');
      expect([read('data', 'old'), read('models', 'old')]).toEqual(['old', 'old']);
      await fill({ replace: yes });
      expect(readdirSync(join(shared, 'data'))).toEqual(['a']);
      expectClean();
    });

    test('also where the copy is in its place already, in which somebody may have worked', async () => {
      renameSync(state('new', 'data'), join(shared, 'data'));
      put(join(shared, 'models', 'work'), 'work');
      runPrinted(await hintOf({ replace: no }, 'SHARED_CHANGED'));
      expect([read('data', 'old'), read('models', 'work'), read('data.copy', 'new')]).toEqual(['old', 'work', 'new']);
      expect((await fill({ source: { kind: 'minimal' } })).texts).toBe('');
      expect([read('data', 'old'), read('models', 'work')]).toEqual(['old', 'work']);
    });

    test('a copy that was deleted before it was in its place is not taken for one that is', async () => {
      renameSync(state('new', 'data'), join(shared, 'data'));
      execFileSync('rm', ['-r', state('new', 'models')]);
      runPrinted(await hintOf({ source: { kind: 'minimal' } }, 'COPY_LOST'));
      expect([read('data', 'old'), read('models', 'old')]).toEqual(['old', 'old']);
    });

    test('and what was replaced is named where something comes between two of them', async () => {
      renameSync(state('old', 'data'), join(shared, 'data'));
      const names = ['data', 'models'] as const;
      const replaces = await lookAtPlaces(shared, names);
      const { copies } = (await readStaging(stagingOf(shared))) ?? {};
      put(join(shared, 'models', 'work'), 'work');
      await expect(
        swapDirectories(shared, stagingOf(shared), { names: [...names], replaces, copies }),
      ).rejects.toMatchObject({
        code: 'SHARED_IN_THE_WAY',
        hint: expect.stringMatching(
          /^It was not replaced.*\nAlready replaced.*: \S+\/data \(its contents are in \S+\/old\/data\)\.\nIf you do not want the copy: mv -n /,
        ),
      });
      expect([read('data', 'new'), read('models', 'work')]).toEqual(['new', 'work']);
    });
  });

  test('data that came in between is not deleted', async () => {
    put(state('new', 'data', 'new'), 'new');
    put(state('old', 'data', 'old'), 'old');
    await leaveSwapping();
    put(join(shared, 'data', 'between'), 'between');
    await expect(fill({ replace: yes })).rejects.toMatchObject({ code: 'SHARED_IN_THE_WAY' });
    expect(read('data', 'between')).toBe('between');
    expect(readFileSync(state('old', 'data', 'old'), 'utf8')).toBe('old');
  });

  test.each([
    ['the note cannot be read', 'nonsense'],
    ['the note is missing', undefined],
  ])('%s: nothing is deleted', async (_, note) => {
    put(state('old', 'data', 'old'), 'old');
    if (note !== undefined) put(state('state.json'), note);
    put(join(source, 'data', 'a'), 'x');
    await expect(fill({ replace: yes })).rejects.toMatchObject({ code: 'STAGING_UNREADABLE' });
    expect(readFileSync(state('old', 'data', 'old'), 'utf8')).toBe('old');
  });
});

const agree = async () =>
  (await planShared(createContext({ env: { KTRDR_HOME: home }, command: 'a test' }), source)).places;

describe('what somebody has agreed to lose before', () => {
  const asked: string[][] = [];
  const replace = async (existing: readonly string[]) => await Promise.resolve(asked.push([...existing]) < 0);
  beforeEach(() => {
    asked.length = 0;
    for (const name of ['data', 'models']) {
      put(join(source, name, 'new'), 'new');
      put(join(shared, name, 'old'), 'old');
    }
  });

  test('is replaced, and nobody is asked again', async () => {
    const agreed = await agree();
    expect(existsSync(staging())).toBe(false);
    await fill({ agreed, replace });
    expect([asked, readdirSync(join(shared, 'data')), readdirSync(join(shared, 'models'))]).toEqual([
      [],
      ['new'],
      ['new'],
    ]);
  });

  test('is asked about again where something has come since', async () => {
    const agreed = await agree();
    put(join(shared, 'models', 'since'), 'since');
    await expect(fill({ agreed, replace })).rejects.toMatchObject({ code: 'SHARED_EXISTS' });
    expect([asked, read('data', 'old'), read('models', 'since')]).toEqual([[['models']], 'old', 'since']);
  });
});

// A file system of its own size can be mounted by root, on Linux.
const canMount = isRoot && process.platform === 'linux';
/** Does something while a directory has a second path. */
async function bind(from: string, at: string, act: () => Promise<unknown>): Promise<void> {
  mkdirSync(at, { recursive: true });
  execFileSync('mount', ['--bind', from, at]);
  try {
    await act();
  } finally {
    execFileSync('umount', [at]);
  }
}

(canMount ? describe : describe.skip)('a directory that is mounted at a second place', () => {
  beforeEach(() => {
    put(join(source, 'data', 'a'), 'a');
    put(join(source, 'models', 'b'), 'b');
    put(join(shared, 'models', 'deep', 'old'), 'old');
  });

  test.each<[string, () => readonly [from: string, at: string]]>([
    ['the source is the shared directory', () => [source, shared]],
    ['a directory of the source is one of the shared ones', () => [join(shared, 'models'), join(source, 'data')]],
    ['a directory of the source lies in a shared one', () => [join(shared, 'models', 'deep'), join(source, 'data')]],
    ['the source holds the shared directory', () => [shared, join(source, 'data', 'sub')]],
  ])('%s: refused, and nothing is lost', async (_, places) => {
    const [from, at] = places();
    await bind(from, at, async () => {
      await expect(fill({ replace: yes })).rejects.toMatchObject({ code: 'SHARED_OVERLAP' });
      expect(readFileSync(join(source, 'models', 'b'), 'utf8')).toBe('b');
    });
    expect(read('models', 'deep', 'old')).toBe('old');
  });

  test('what is mounted where a copy is made stays', async () => {
    const mine = join(dirname(home), 'mine');
    put(join(mine, 'work'), 'work');
    await bind(mine, fresh(), async () => {
      await expect(fill({ replace: yes })).rejects.toMatchObject({
        code: 'SHARED_NOT_REPLACEABLE',
        hint: expect.stringContaining(`umount ${fresh()}`),
      });
    });
    expect(readFileSync(join(mine, 'work'), 'utf8')).toBe('work');
  });
});

test.each([
  ['small', 10],
  ['large', 9 * 1024 * 1024],
])('a %s program that runs as its owner does not run as whoever copies it', async (_, size) => {
  put(join(source, 'data', 'tool'), 'x'.repeat(size));
  chmodSync(join(source, 'data', 'tool'), 0o6755);
  await fill();
  expect(statSync(join(shared, 'data', 'tool')).mode & 0o7777).toBe(0o755);
});

(canMount ? test : test.skip)('a mount of the same file system is refused before anything is replaced', async () => {
  put(join(source, 'data', 'a'), 'a');
  put(join(shared, 'data', 'old'), 'old');
  put(join(source, 'strategies', 'a'), 'a');
  put(join(home, 'disk', 'mine'), 'mine');
  mkdirSync(join(shared, 'strategies'));
  execFileSync('mount', ['--bind', join(home, 'disk'), join(shared, 'strategies')]);
  const error: unknown = await fill({ replace: yes }).catch((thrown: unknown) => thrown);
  execFileSync('umount', [join(shared, 'strategies')]);
  expect(error).toMatchObject({ code: 'SHARED_NOT_REPLACEABLE' });
  expect(readdirSync(join(shared, 'data'))).toEqual(['old']);
});

(canMount ? test : test.skip)(
  'of a lower layer of an overlay, as in an image, nothing is copied that could not be put there',
  async () => {
    put(join(source, 'data', 'a'), 'a');
    const disk = join(home, 'layers');
    const layer = (name: string): string => join(disk, name);
    mkdirSync(disk, { recursive: true });
    mkdirSync(shared);
    execFileSync('mount', ['-t', 'tmpfs', 'none', disk]);
    put(layer('lower/data/old'), 'old');
    for (const name of ['upper', 'work']) mkdirSync(layer(name));
    const options = `redirect_dir=off,lowerdir=${layer('lower')},upperdir=${layer('upper')},workdir=${layer('work')}`;
    execFileSync('mount', ['-t', 'overlay', '-o', options, 'none', shared]);
    try {
      const hint = await hintOf({ replace: yes }, 'SHARED_NOT_REPLACEABLE');
      expect(hint).toMatch(/lower layer of an overlay file system/);
      expect(readdirSync(shared)).toEqual(['data']);
      execFileSync('sh', ['-euc', /cp -a .*/.exec(hint)?.[0] ?? 'false']);
      expect(readdirSync(join(shared, 'data'))).toEqual(['a', 'old']);
      expect((await fill({ source: { kind: 'minimal' } })).texts).toBe('');
    } finally {
      execFileSync('umount', [shared]);
      execFileSync('umount', [disk]);
    }
  },
);

(canMount ? describe : describe.skip)('a full disk', () => {
  const disk = join(root, 'disk');
  const mounted = join(disk, 'home');
  afterAll(() => {
    execFileSync('umount', [disk]);
  });
  mkdirSync(disk);
  if (canMount) execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m,nr_inodes=60', 'none', disk]);

  test('is noticed before anything is copied', async () => {
    put(join(source, 'data', 'large'), 'x'.repeat(5_000_000));
    await expect(fill({}, mounted)).rejects.toMatchObject({
      code: 'DISK_FULL',
      message: expect.stringMatching(/needs 5\.0 MB, and [\d.]+ MB are free/),
    });
  });

  test('is noticed on the way, old data stays, and there is a way on', async () => {
    put(join(mounted, 'shared', 'data', 'old'), 'old');
    for (let index = 0; index < 80; index += 1) put(join(source, 'data', `f${index}`), 'x');
    await expect(fill({ replace: yes }, mounted)).rejects.toMatchObject({
      code: 'DISK_FULL',
      message: expect.stringContaining('no space for more files'),
    });
    expect(readFileSync(join(mounted, 'shared', 'data', 'old'), 'utf8')).toBe('old');
    execFileSync('mount', ['-o', 'remount,nr_inodes=200', disk]);
    expect((await fill({ replace: yes }, mounted)).texts).toContain('Continuing an interrupted copy');
    expect(readdirSync(join(mounted, 'shared', 'data'))).toHaveLength(80);
  });
});
