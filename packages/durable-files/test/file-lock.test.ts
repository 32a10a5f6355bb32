import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { hasCode } from '@ktrdr/errors';
import { acquireFileLock, withFileLock, type FileLock } from '../src/index.ts';
import { lockWithExlock } from '../src/lock/lock-with-exlock.ts';
import { buildPrograms, startProgram, type Program, temporaryDirectory } from '@ktrdr/test-support';

const root = temporaryDirectory();
const started: Program[] = [];
const hold = (input: object) => {
  const program = startProgram(root, 'hold-lock', { file, command: 'holder', ...input });
  started.push(program);
  return program;
};
const acquire = async (waitMs = 0): Promise<FileLock> => {
  const attempt = await acquireFileLock({ file, command: 'a test', waitMs });
  if (attempt.kind === 'held') throw new Error(`held by ${attempt.by?.pid}`);
  return attempt.lock;
};

/** A `flock` that does something of its own first. */
const fakeFlock = (script: string): string => {
  const path = join(root, `flock-${count}`);
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
};
const failing = (code: string): never => {
  throw Object.assign(new Error(code), { code, syscall: 'open' });
};

let file: string;
let count = 0;

beforeAll(() => buildPrograms(root, import.meta.url));
beforeEach(() => {
  file = join(root, String((count += 1)), 'deep', 'a.lock');
});
afterEach(() => {
  for (const { child } of started.splice(0)) child.kill('SIGKILL');
});

describe('a lock', () => {
  test('creates its directory and file for the user alone, and keeps the file', async () => {
    const lock = await acquire();
    expect(statSync(join(file, '..')).mode & 0o777).toBe(0o700);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ pid: process.pid, command: 'a test' });
    lock.release();
    expect(readFileSync(file, 'utf8')).toBe('');
  });

  test('twelve that wait at once need one listener, and leave none', async () => {
    const lock = await acquire();
    const before = process.listenerCount('exit');
    const waiting = Promise.all(
      Array.from({ length: 12 }, async () => await acquireFileLock({ file, command: 'a test', waitMs: 500 })),
    );
    await delay(50);
    expect(process.listenerCount('exit')).toBe(before + 1);
    expect((await waiting).map(({ kind }) => kind)).toEqual(Array.from({ length: 12 }, () => 'held'));
    expect(process.listenerCount('exit')).toBe(before);
    lock.release();
  });

  test('does not follow a link, and says so: what it leads to is as it was', async () => {
    const mine = join(root, 'mine');
    writeFileSync(mine, 'mine');
    mkdirSync(join(file, '..'), { recursive: true });
    symlinkSync(mine, file);
    await expect(acquire()).rejects.toMatchObject({ code: 'LOCK_FAILED', hint: expect.stringContaining(`rm ${file}`) });
    expect(readFileSync(mine, 'utf8')).toBe('mine');
  });

  test('excludes others and writes nothing where its file has a second name', async () => {
    const mine = join(root, 'mine-too');
    writeFileSync(mine, 'mine');
    mkdirSync(join(file, '..'), { recursive: true });
    linkSync(mine, file);
    const lock = await acquire();
    expect(await acquireFileLock({ file, command: 'second', waitMs: 0 })).toMatchObject({ kind: 'held' });
    lock.release();
    expect(readFileSync(mine, 'utf8')).toBe('mine');
  });

  test('excludes the same process too, until it is released; releasing twice harms nobody', async () => {
    const first = await acquire();
    expect(await acquireFileLock({ file, command: 'second', waitMs: 0 })).toEqual({
      kind: 'held',
      by: { pid: process.pid, command: 'a test' },
    });
    first.release();
    const second = await acquire();
    first.release();
    expect(await acquireFileLock({ file, command: 'third', waitMs: 0 })).toMatchObject({ kind: 'held' });
    second.release();
  });

  test('is waited for, in turn, by all who want it', async () => {
    let inside = 0;
    let turns = 0;
    const work = async () => {
      inside += 1;
      expect(inside).toBe(1);
      await delay(5);
      inside -= 1;
      turns += 1;
    };
    await Promise.all(Array.from({ length: 8 }, () => withFileLock({ file, command: 'one of many' }, work)));
    expect(turns).toBe(8);
  });

  test('is freed when the work fails', async () => {
    const work = withFileLock({ file, command: 'a test' }, () => Promise.reject(new Error('boom')));
    await expect(work).rejects.toThrow('boom');
    (await acquire()).release();
  });

  test('counts on the file under its name: a waiter for a removed one starts again', async () => {
    const first = await acquire();
    const waiter = acquireFileLock({ file, command: 'waiter', waitMs: 5000 });
    await delay(100);
    renameSync(file, `${file}.old`);
    first.release();
    const attempt = await waiter;
    expect(attempt.kind).toBe('acquired');
    expect(existsSync(file)).toBe(true);
    await expect(acquire()).rejects.toThrow(`held by ${process.pid}`);
    if (attempt.kind === 'acquired') attempt.lock.release();
  });
});

describe('the lock of another process', () => {
  test('is never taken from it while it lives, and the error names it', async () => {
    const holder = hold({ command: 'ktrdr sandbox create' });
    await holder.next();
    const before = performance.now();
    await expect(withFileLock({ file, command: 'a test', waitMs: 300 }, () => 'robbed')).rejects.toMatchObject({
      code: 'LOCK_HELD',
      message: `${file} is locked by process ${holder.child.pid} (ktrdr sandbox create)`,
    });
    expect(performance.now() - before).toBeGreaterThanOrEqual(290);
  });

  test('is held on when that process is stopped: being slow is not being dead', async () => {
    const holder = hold({});
    await holder.next();
    holder.child.kill('SIGSTOP');
    await expect(acquire(200)).rejects.toThrow(`held by ${holder.child.pid}`);
  });

  test('is free at once when it is killed, though a child of it lives on', async () => {
    const holder = hold({ child: true });
    const child = Number((await holder.next()).split(' ')[1]);
    try {
      await expect(acquire()).rejects.toThrow('held by');
      holder.child.kill('SIGKILL');
      await holder.ended;
      expect(() => process.kill(child, 0)).not.toThrow();
      (await acquire()).release();
    } finally {
      process.kill(child, 'SIGKILL');
    }
  });

  test('is had by a waiter as soon as it is killed', async () => {
    const holder = hold({});
    await holder.next();
    const waiter = acquire(10_000);
    await delay(150);
    holder.child.kill('SIGKILL');
    const before = performance.now();
    (await waiter).release();
    // Milliseconds on an idle machine; what counts is that it is far from 10 s.
    expect(performance.now() - before).toBeLessThan(9_000);
  });

  test('is had by a waiter when its holder has removed the file and ended, though what inherited it lives on', async () => {
    const lock = await acquire();
    const child = spawn('sleep', ['60'], { stdio: ['ignore', 'ignore', 'ignore', lock.descriptor] });
    await once(child, 'spawn');
    const waiter = acquire(30_000);
    await delay(150);
    rmSync(file);
    lock.release();
    const before = performance.now();
    const next = await waiter;
    expect(performance.now() - before).toBeLessThan(10_000);
    expect(existsSync(file)).toBe(true);
    await expect(acquire()).rejects.toThrow('held by');
    next.release();
    child.kill('SIGKILL');
  });

  test('is not inherited by the children of this one', async () => {
    const lock = await acquire();
    const child = spawn('sleep', ['60'], { stdio: 'ignore' });
    await once(child, 'spawn');
    lock.release();
    (await acquire()).release();
    child.kill('SIGKILL');
  });
});

(process.platform === 'linux' ? describe : describe.skip)('on Linux, through flock', () => {
  test('Ctrl-C, which also ends a waiting flock, does not end the waiting', async () => {
    const killed = join(root, `killed-${count}`);
    const flock = fakeFlock(`[ -e ${killed} ] && exec flock "$@"; : >${killed}; kill -INT $$`);
    expect(await acquireFileLock({ file, command: 'a test', flock })).toMatchObject({ kind: 'acquired' });
    expect(existsSync(killed)).toBe(true);
  });

  test('a flock that is ended again and again is an error', async () => {
    const attempt = acquireFileLock({ file, command: 'a test', flock: fakeFlock('kill -TERM $$') });
    await expect(attempt).rejects.toMatchObject({ code: 'LOCK_FAILED', message: expect.stringContaining('SIGTERM') });
  });

  test('a file system without locks is an error with what flock said', async () => {
    const flock = fakeFlock('echo "flock: 3: No locks available" >&2; exit 71');
    await expect(acquireFileLock({ file, command: 'a test', flock })).rejects.toMatchObject({
      code: 'LOCK_FAILED',
      detail: 'flock: 3: No locks available',
    });
  });

  test('a flock that is not the one of util-linux is named as such', async () => {
    // BusyBox 1.36.
    const says = "flock: invalid option -- 'E'\\nBusyBox v1.36.1 multi-call binary.\\n\\nUsage: flock [-sxun] FD";
    const flock = fakeFlock(`printf "${says}" >&2; exit 1`);
    await expect(acquireFileLock({ file, command: 'a test', flock })).rejects.toMatchObject({
      code: 'LOCK_UNSUPPORTED',
      message: expect.stringContaining('is not the program from util-linux'),
      hint: expect.stringContaining('apk add flock'),
    });
  });

  test('a missing flock is an error with the command that installs it', async () => {
    const attempt = acquireFileLock({ file, command: 'a test', flock: 'no-such-flock' });
    await expect(attempt).rejects.toMatchObject({
      code: 'LOCK_UNSUPPORTED',
      hint: expect.stringContaining('util-linux'),
    });
  });

  test('a wait that is aborted ends with the reason, leaves no flock, and does not wait at all once it is', async () => {
    const lock = await acquire();
    const pid = join(root, `pid-${count}`);
    const flock = fakeFlock(`echo $$ >${pid}; exec flock "$@"`);
    const controller = new AbortController();
    const { signal } = controller;
    const waiting = acquireFileLock({ file, command: 'a test', waitMs: 600_000, flock, signal });
    const ended = expect(waiting).rejects.toThrow('enough');
    while (!existsSync(pid) || statSync(pid).size === 0) await delay(10);
    controller.abort(new Error('enough'));
    await ended;
    expect(isRunning(`/proc/${readFileSync(pid, 'utf8').trim()}/stat`)).toBe(false);
    await expect(acquireFileLock({ file, command: 'a test', waitMs: 600_000, signal })).rejects.toThrow('enough');
    lock.release();
    await expect(acquireFileLock({ file, command: 'a test', signal })).rejects.toThrow('enough');
  });

  test('no waiting flock stays behind when its process ends', async () => {
    const lock = await acquire();
    const pid = join(root, `pid-${count}`);
    const flock = fakeFlock(`echo $$ >${pid}; exec flock "$@"`);
    const waiter = hold({ waitMs: 60_000, flock, exitOn: pid });
    await waiter.ended;
    // Gone, or at most waiting for its new parent to read its exit code. It would wait for the lock as long as a test may take.
    const stat = `/proc/${readFileSync(pid, 'utf8').trim()}/stat`;
    while (isRunning(stat)) await delay(20);
    lock.release();
  });
});

function isRunning(stat: string): boolean {
  try {
    return !readFileSync(stat, 'utf8').includes(') Z ');
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ESRCH')) return false;
    throw error;
  }
}

describe('on macOS, through open', () => {
  test('tries again until the lock is free', async () => {
    let tries = 0;
    const flags = new Set<number>();
    const open = (_file: string, given: number) => {
      flags.add(given);
      if ((tries += 1) < 4) return failing('EAGAIN');
      return 42;
    };
    expect(await lockWithExlock({ file, waitMs: 5000, open })).toBe(42);
    expect(tries).toBe(4);
    for (const given of flags) expect(given & 0x20).toBe(0x20);
  });

  test('gives up when the time is over, and tries once if there is none', async () => {
    let tries = 0;
    const open = () => {
      tries += 1;
      return failing('EAGAIN');
    };
    expect(await lockWithExlock({ file, waitMs: 0, open })).toBeUndefined();
    expect(tries).toBe(1);
    expect(await lockWithExlock({ file, waitMs: 60, open })).toBeUndefined();
    expect(tries).toBeGreaterThan(2);
  });

  test('ends when it is aborted', async () => {
    const controller = new AbortController();
    const open = () => {
      controller.abort(new Error('enough'));
      return failing('EAGAIN');
    };
    const { signal } = controller;
    await expect(lockWithExlock({ file, waitMs: 600_000, open, signal })).rejects.toThrow('enough');
  });

  test('is not taken once its signal is aborted, though it is free', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(lockWithExlock({ file, waitMs: 0, open: () => 42, signal })).rejects.toThrow('enough');
  });

  test('does not take another error for a held lock', async () => {
    await expect(lockWithExlock({ file, waitMs: 5000, open: () => failing('EACCES') })).rejects.toThrow('EACCES');
  });
});

test('elsewhere there is no lock, and the error says where there is', async () => {
  await expect(acquireFileLock({ file, command: 'a test', platform: 'win32' })).rejects.toMatchObject({
    code: 'LOCK_UNSUPPORTED',
    hint: expect.stringContaining('WSL2'),
  });
});

test('a place that cannot hold a lock file is an error of the user, with the path', async () => {
  mkdirSync(join(root, String(count)), { recursive: true });
  writeFileSync(join(root, String(count), 'deep'), 'a file');
  await expect(acquireFileLock({ file, command: 'a test' })).rejects.toMatchObject({
    code: 'LOCK_FAILED',
    message: expect.stringContaining(file),
  });
  rmSync(join(root, String(count)), { recursive: true });
});
