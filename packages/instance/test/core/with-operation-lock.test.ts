import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { env } from 'node:process';
import { afterEach, describe, expect, test } from '@jest/globals';
import { acquireFileLock } from '@ktrdr/durable-files';
import type { RunOptions } from '@ktrdr/process';
import { createContext, type InstanceEvent } from '../../src/index.ts';
import { acquireInheritedLock } from '../../src/core/inherited-lock.ts';
import { type OperationLockOptions, withOperationLock } from '../../src/core/with-operation-lock.ts';
import { aResult } from '../support/a.ts';
import { temporaryDirectory } from '@ktrdr/test-support';

const root = temporaryDirectory();
const started: ChildProcess[] = [];
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

let count = 0;
/** A home of its own, the events of its context, and the lock of its instance `x`. */
function place() {
  const home = join(root, String((count += 1)));
  const events: InstanceEvent[] = [];
  const ran: RunOptions[] = [];
  const context = createContext({
    env: { PATH: env['PATH'], KTRDR_HOME: home, DOCKER_CONTEXT: 'default' },
    command: 'ktrdr local-prod up',
    report: (event) => events.push(event),
    run: async (_, __, options) => {
      ran.push(options);
      return await Promise.resolve(aResult());
    },
  });
  return { context, events, ran, file: join(context.home.operations, 'x.lock') };
}

// Run as `docker compose up`: it says that it runs, and does what it is told to on SIGINT.
writeFileSync(
  join(root, 'compose'),
  `const [, , , , , onInterrupt] = process.argv;
process.on('SIGINT', () => onInterrupt === 'stays' || process.exit(0));
setInterval(() => {}, 60_000);
process.stdout.write('at work');
`,
);

/** What a killed command leaves: a child that inherited its lock, and the note of who took it. */
async function leave(file: string, { name = 'docker', onInterrupt = 'ends' } = {}): Promise<ChildProcess> {
  const attempt = await acquireFileLock({ file, command: 'ktrdr sandbox up' });
  if (attempt.kind === 'held') throw new Error('held');
  const child = await inherit(attempt.lock.descriptor, name, onInterrupt);
  closeSync(attempt.lock.descriptor);
  const { pid } = spawnSync('true');
  writeFileSync(file, JSON.stringify({ pid, command: 'ktrdr sandbox up' }));
  return child;
}

async function inherit(descriptor: number, name: string, onInterrupt = 'ends'): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['compose', '-p', 'x', 'up', onInterrupt], {
    argv0: name,
    cwd: root,
    stdio: ['ignore', 'pipe', 'ignore', descriptor],
  });
  started.push(child);
  if (child.stdout !== null) await once(child.stdout, 'data');
  return child;
}

const done = async () => await Promise.resolve('done');
const named = ({ pid }: ChildProcess): string =>
  `docker compose up (process ${pid}), which an earlier "ktrdr sandbox up" left running`;
const isAlive = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode === null && signalCode === null;

test('what docker commands of an operation hold is its lock; those of others hold none', async () => {
  const { context, ran } = place();
  await withOperationLock(context, 'x', async (locked) => {
    await locked.docker.command(['compose', 'up']);
    await context.docker.command(['compose', 'up']);
  });
  expect(ran.map(({ descriptors }) => descriptors)).toEqual([[expect.any(Number)], undefined]);
});

describe('a docker command that a killed command has left at work', () => {
  test('is waited for, and named', async () => {
    const { context, events, file } = place();
    const child = await leave(file);
    const waiting = withOperationLock(context, 'x', done, { left: { waitMs: 60_000 } });
    // It goes on when the child has ended, whatever that is.
    const [first] = await Promise.race([waiting.then(() => ['acquired']), reported(events)]);
    expect(first).toBe(`Waiting for ${named(child)}.`);
    child.kill('SIGKILL');
    expect(await waiting).toBe('done');
    expect(events).toHaveLength(1);
  });

  test('is ended, and named', async () => {
    const { context, events, file } = place();
    const child = await leave(file);
    expect(await withOperationLock(context, 'x', done, { left: 'end' })).toBe('done');
    expect(events).toEqual([{ type: 'note', text: `Ending ${named(child)}.` }]);
    expect(await howEnded(child)).toMatchObject({ exitCode: 0 });
  });

  test('is killed where it does not end', async () => {
    const { context, file } = place();
    const child = await leave(file, { onInterrupt: 'stays' });
    expect(await withOperationLock(context, 'x', done, { left: 'end' })).toBe('done');
    expect(await howEnded(child)).toMatchObject({ signalCode: 'SIGKILL' });
  });

  test.each<[string, OperationLockOptions]>([
    ['nothing is to be done about it', {}],
    ['it takes too long', { left: { waitMs: 0 } }],
  ])('refuses where %s, and says how to end it', async (_, options) => {
    const { context, file } = place();
    const child = await leave(file);
    await expect(withOperationLock(context, 'x', done, options)).rejects.toMatchObject({
      code: 'BUSY',
      detail: `Still at work: ${named(child)}.`,
      hint: expect.stringContaining(`kill -INT ${child.pid}`),
    });
    expect(isAlive(child)).toBe(true);
  });

  test('a Ctrl-C ends the wait, not the command', async () => {
    const { context, events, file } = place();
    const child = await leave(file);
    const user = new AbortController();
    const waiting = withOperationLock(context, 'x', done, { left: { waitMs: 60_000 }, signal: user.signal });
    const ended = expect(waiting).rejects.toThrow('Ctrl-C');
    await reported(events);
    user.abort(new Error('Ctrl-C'));
    await ended;
    expect(isAlive(child)).toBe(true);
  });
});

test('what such a command has left in the background is not waited for', async () => {
  const { context, events, file } = place();
  const daemon = await leave(file, { name: 'gpg-agent' });
  expect(await withOperationLock(context, 'x', done, { waitMs: 30_000 })).toBe('done');
  expect(events).toEqual([]);
  expect(isAlive(daemon)).toBe(true);
});

// A daemon that a hook has started may run what a command of ours runs: the note says that its command is dead.
test.each(['gpg-agent', 'node'])('nor by who does not wait: %s', async (name) => {
  const { context, file } = place();
  await leave(file, { name });
  const attempt = await acquireInheritedLock(context, { file, waitMs: 0, isAtWork: () => false });
  expect(attempt.kind).toBe('acquired');
  if (attempt.kind === 'acquired') attempt.lock.release();
});

test('nor when the command itself ends after the look at who has the lock', async () => {
  const { context, events, file } = place();
  const attempt = await acquireFileLock({ file, command: 'ktrdr sandbox up' });
  if (attempt.kind === 'held') throw new Error('held');
  const daemon = await inherit(attempt.lock.descriptor, 'gpg-agent');
  const child = await inherit(attempt.lock.descriptor, 'docker');
  closeSync(attempt.lock.descriptor);
  writeFileSync(file, JSON.stringify({ pid: spawnSync('true').pid, command: 'ktrdr sandbox up' }));
  const waiting = withOperationLock(context, 'x', done, { left: { waitMs: 60_000 } });
  // It goes on whenever that is; half a second after the wait has begun anew it has looked.
  const ended = reported(events).then(() => setTimeout(() => child.kill('SIGKILL'), 750));
  expect(await waiting).toBe('done');
  clearTimeout(await ended);
  expect(isAlive(daemon)).toBe(true);
});

test('another command that is at work is named, whatever children it has', async () => {
  const { context, file } = place();
  await withOperationLock(context, 'x', async () => {
    await expect(withOperationLock(context, 'x', done, { waitMs: 0, left: 'end' })).rejects.toMatchObject({
      code: 'BUSY',
      detail: `${file} is locked by process ${process.pid} (ktrdr local-prod up)`,
    });
  });
});

// As on a full disk: the lock holds without the note.
test.each<[string, OperationLockOptions]>([
  ['is not ended', { left: 'end' }],
  ['keeps its lock', { waitMs: 2000 }],
])('another command that has not named itself, and its docker command: %s', async (_, options) => {
  const { context, events, file } = place();
  const attempt = await acquireFileLock({ file, command: 'ktrdr sandbox up' });
  if (attempt.kind === 'held') throw new Error('held');
  const child = options.left === 'end' ? await inherit(attempt.lock.descriptor, 'docker') : undefined;
  writeFileSync(file, '');
  await expect(withOperationLock(context, 'x', done, options)).rejects.toMatchObject({
    code: 'BUSY',
    detail: `${file} is locked by an unknown process`,
  });
  expect(events).toEqual([]);
  expect(child === undefined || isAlive(child)).toBe(true);
  attempt.lock.release();
});

/** Its lock is free before its end is known here. */
async function howEnded(child: ChildProcess): Promise<ChildProcess> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return child;
}

/** The first thing that is reported. */
async function reported(events: readonly InstanceEvent[]): Promise<string[]> {
  for (;;) {
    const texts = events.flatMap((event) => (event.type === 'note' ? [event.text] : []));
    if (texts.length > 0) return texts;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
