import { join } from 'node:path';
import { CodedError, hasCode } from '@ktrdr/errors';
import { describeLockHolder, type FileLock, readLockHolder } from '@ktrdr/durable-files';
import { assertWithinConfinement } from './confinement.ts';
import type { Context } from './context.ts';
import { acquireInheritedLock } from './inherited-lock.ts';
import { isCommandOfOurs } from './is-command-of-ours.ts';
import { describeLeft, isDockerAtWork } from './left-behind.ts';
import { type LockBearer, lockBearers } from './lock-bearers.ts';

/** A create that looks for what others left holds the lock of each for a moment. */
const A_MOMENT_MS = 1000;
/** What a child that is to end has to tidy up, as after a Ctrl-C, and when it is given up. */
const TIDY_MS = 5_000;
const GIVEN_UP_MS = 10_000;
/** How often it looks once more where it is between two: nobody at work has the lock any more, or somebody has just taken it. */
const MORE_LOOKS = 3;

/** For what an earlier command has left at work, where nothing is ended before an answer, and nothing asked before it has looked. */
export const LEFT_WITHIN_MS = 60_000;

export interface OperationLockOptions {
  /** For another command that is at work (ms). @default 1000 */
  readonly waitMs?: number;
  /**
   * What becomes of a `docker` command that an ended command of ours has left at work: it is waited for so long (ms), or ended.
   * @default nothing: it works on the instance like any other command
   */
  readonly left?: { readonly waitMs: number } | 'end';
  /** Whether it is only seen whether somebody is at work: that is allowed for every instance. @default false */
  readonly onlyLooks?: boolean;
  /** Aborting it ends the wait. */
  readonly signal?: AbortSignal;
}

/**
 * Lets one operation at a time change an instance. The kernel frees the lock when the process ends, however it ends, so
 * what a dead process left unfinished is never mistaken for work in progress. But the `docker` commands of the operation inherit it: what
 * outlives a killed process, and still changes the instance, holds it as long as it lives.
 *
 * @param operation is given the context whose `docker` commands inherit the lock
 * @throws CodedError `BUSY`, naming who works on it; `CONFINED`; the reason of the signal
 */
export async function withOperationLock<T>(
  context: Context,
  id: string,
  operation: (context: Context) => Promise<T>,
  options: OperationLockOptions = {},
): Promise<T> {
  if (options.onlyLooks !== true) assertWithinConfinement(context, id);
  const lock = await acquire(context, id, options);
  try {
    return await operation({ ...context, docker: context.docker.sharing(lock.descriptor) });
  } finally {
    lock.release();
  }
}

async function acquire(
  context: Context,
  id: string,
  { waitMs = A_MOMENT_MS, left, signal }: OperationLockOptions,
): Promise<FileLock> {
  const file = join(context.home.operations, `${id}.lock`);
  const isAtWork = (args: readonly string[]): boolean => isOperation(args, id);
  const lock = { file, isAtWork, signal, top: context.home.root };
  let toldAt: number | undefined;
  let looks = 0;
  for (;;) {
    // Who waits for a child looks now and then whether it still is one.
    const attempt = await acquireInheritedLock(context, {
      ...lock,
      waitMs: toldAt === undefined && looks === 0 ? waitMs : A_MOMENT_MS,
    });
    if (attempt.kind === 'acquired') return attempt.lock;
    const bearers = await lockBearers(file, { ...context, signal: signal ?? new AbortController().signal });
    signal?.throwIfAborted();
    // Only now: who has taken the lock since notes it before starting a child.
    const by = readLockHolder(file) ?? attempt.by;
    const isCommand = bearers.some(({ pid, args }) => pid === by?.pid || isCommandOfOurs(args));
    // The last one at work has ended since, and what it has left in the background is passed by the next time.
    const isLeft = bearers.length > 0 && !bearers.some(({ args }) => isAtWork(args));
    if ((by?.pid !== attempt.by?.pid || (isLeft && !isCommand)) && looks < MORE_LOOKS) {
      looks += 1;
      continue;
    }
    const children = isCommand ? [] : bearers.filter(({ args }) => isDockerAtWork(args, id));
    const waitedMs = toldAt === undefined ? 0 : performance.now() - toldAt;
    const isEnded = toldAt !== undefined && bearers.length === 0;
    const isOver = left === undefined || waitedMs > (left === 'end' ? GIVEN_UP_MS : left.waitMs);
    if (isOver || (children.length === 0 && !isEnded)) {
      if (children.length === 0) throw busy(id, `${file} is locked by ${describeLockHolder(by)}`);
      throw busy(id, `Still at work: ${describeLeft(children, by)}.`, children);
    }
    if (toldAt === undefined) {
      toldAt = performance.now();
      const doing = left === 'end' ? 'Ending' : 'Waiting for';
      context.report({ type: 'note', text: `${doing} ${describeLeft(children, by)}.` });
      if (left === 'end') signalAll(children, 'SIGINT');
    } else if (left === 'end' && waitedMs > TIDY_MS) signalAll(children, 'SIGKILL');
  }
}

function isOperation(args: readonly string[], id: string): boolean {
  return isDockerAtWork(args, id) || isCommandOfOurs(args);
}

function busy(id: string, detail: string, children: readonly LockBearer[] = []): CodedError {
  const end =
    children.length === 0
      ? 'stop it with Ctrl-C where it runs'
      : `stop it (\`kill -INT ${children.map(({ pid }) => pid).join(' ')}\`)`;
  return new CodedError(`Another command is working on ${id}`, {
    code: 'BUSY',
    hint: `Wait until it is done, or ${end}, then try again.`,
    detail,
  });
}

function signalAll(children: readonly LockBearer[], name: NodeJS.Signals): void {
  for (const { pid } of children) {
    try {
      process.kill(pid, name);
    } catch (error) {
      // It has ended meanwhile.
      if (!hasCode(error, 'ESRCH')) throw error;
    }
  }
}
