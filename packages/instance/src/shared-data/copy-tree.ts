import { chmodSync, mkdirSync } from 'node:fs';
import { chmod, lutimes, rm, symlink, unlink, utimes } from 'node:fs/promises';
import { hasCode, messageOf } from '@ktrdr/errors';
import { type BytePath, bytesOf } from '../core/byte-path.ts';
import { type CopyFile, createFileCopier } from './copy-file.ts';
import type { CopyPlan } from './plan-copy.ts';
import type { CopyFailure, TreeEntry } from './scan-tree.ts';

export interface CopyTreeOptions {
  readonly from: BytePath;
  readonly to: BytePath;
  readonly plan: CopyPlan;
  readonly signal: AbortSignal;
  readonly onBytes: (bytes: number) => void;
  readonly onFile: () => void;
}

/** Measured with 20,000 files of 50 kB: with 8 as fast as `cp -a`, with 1 half as fast; more gained nothing. */
const AT_A_TIME = 8;

/**
 * Copies what a plan says. Files that cannot be read are left out, and returned.
 *
 * @throws Node's errors ENOSPC and EDQUOT, and the signal's reason; what was copied stays
 */
export async function copyTree({ from, to, plan, signal, onBytes, onFile }: CopyTreeOptions): Promise<CopyFailure[]> {
  const failures: CopyFailure[] = [];
  for (const path of plan.remove) await rm(bytesOf(to + path), { recursive: true, force: true });
  for (const { path } of plan.directories) makeWritable(to + path);
  const stop = new AbortController();
  const either = AbortSignal.any([signal, stop.signal]);
  const rest = plan.copy.values();
  const copyFile = createFileCopier();
  const work = async (): Promise<void> => {
    for (const entry of rest) {
      either.throwIfAborted();
      try {
        await copyEntry(entry, { from: from + entry.path, to: to + entry.path, signal: either, onBytes, copyFile });
        onFile();
      } catch (error) {
        either.throwIfAborted();
        if (hasCode(error, 'ENOSPC') || hasCode(error, 'EDQUOT')) {
          stop.abort(error);
          throw error;
        }
        failures.push({ path: entry.path, reason: messageOf(error) });
      }
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: AT_A_TIME }, work));
  signal.throwIfAborted();
  stop.signal.throwIfAborted();
  for (const one of ended) if (one.status === 'rejected') throw one.reason;
  // Last, and the innermost first: what is made in a directory changes its time, and needs its write permission.
  for (const entry of plan.directories.toReversed()) await finishDirectory(to, entry);
  return failures;
}

/** Also a directory that an earlier run finished. */
function makeWritable(path: BytePath): void {
  try {
    mkdirSync(bytesOf(path), { mode: 0o700 });
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
    chmodSync(bytesOf(path), 0o700);
  }
}

async function finishDirectory(to: BytePath, { path, mode, atimeMs, mtimeMs }: TreeEntry): Promise<void> {
  await utimes(bytesOf(to + path), atimeMs / 1000, mtimeMs / 1000);
  // The outermost is moved to its place later, which asks for write permission (rename(2)).
  await chmod(bytesOf(to + path), path === '' ? mode | 0o700 : mode);
}

async function copyEntry(
  entry: TreeEntry,
  {
    from,
    to,
    signal,
    onBytes,
    copyFile,
  }: Pick<CopyTreeOptions, 'from' | 'to' | 'signal' | 'onBytes'> & { readonly copyFile: CopyFile },
): Promise<void> {
  const times = [entry.atimeMs / 1000, entry.mtimeMs / 1000] as const;
  if (entry.kind === 'link') {
    await symlink(bytesOf(entry.target), bytesOf(to));
    await lutimes(bytesOf(to), ...times);
    return;
  }
  try {
    await copyFile({ from, to, entry, signal, onBytes });
    await utimes(bytesOf(to), ...times);
  } catch (error) {
    await unlink(bytesOf(to)).catch(() => {});
    throw error;
  }
}
