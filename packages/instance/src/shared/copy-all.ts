import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '@ktrdr/errors';
import type { Context } from '../context.ts';
import { bytePath, textOf } from './byte-path.ts';
import { cloneFile } from './copy-file.ts';
import { type CopyProgress, createProgressCounter } from './copy-progress.ts';
import { copyTree } from './copy-tree.ts';
import { bytesIn, type CopyPlan, planCopy } from './plan-copy.ts';
import type { SourceDirectory } from './plan-source.ts';
import { type CopyFailure, scanTree, type Tree } from './scan-tree.ts';
import { diskFull, firstOf, incomplete, interrupted } from './shared-errors.ts';
import type { Staging } from './staging.ts';

export interface CopyAllRequest {
  readonly sources: readonly SourceDirectory[];
  readonly staging: Staging;
  readonly options: { readonly onProgress?: (progress: CopyProgress) => void; readonly signal: AbortSignal };
}

interface PlannedCopy {
  readonly source: SourceDirectory;
  readonly tree: Tree;
  readonly plan: CopyPlan;
}

/**
 * Copies what is not in the staging directory yet.
 *
 * @throws CodedError `COPY_INCOMPLETE`, `DISK_FULL`, `INTERRUPTED`; what was copied stays
 */
export async function copyAll(context: Context, { staging, sources, options }: CopyAllRequest): Promise<void> {
  const { signal, onProgress = () => {} } = options;
  const planned = await planAll(staging, sources, signal);
  reportSpecial(context, planned);
  const files = planned.flatMap(({ tree }) => tree.entries.filter(({ kind }) => kind !== 'directory'));
  const done = {
    files: planned.reduce((sum, { plan }) => sum + plan.done.files, 0),
    bytes: planned.reduce((sum, { plan }) => sum + plan.done.bytes, 0),
  };
  if (done.files > 0) {
    context.report({
      type: 'note',
      text: `Going on with an interrupted copy: ${done.files} of ${files.length} files are there already.`,
    });
  }
  await assertSpace(staging, planned);
  const counter = createProgressCounter({ totalFiles: files.length, totalBytes: bytesIn(files), done, onProgress });
  const failures: CopyFailure[] = planned.flatMap(({ source, tree }) => tree.failures.map(within(source)));
  try {
    for (const { source, plan } of planned) {
      const failed = await copyTree({
        from: bytePath(source.path),
        to: bytePath(join(staging.fresh, source.name)),
        plan,
        signal,
        onBytes: (bytes) => counter.addBytes(bytes),
        onFile: () => counter.addFile(),
      });
      failures.push(...failed.map(within(source)));
    }
  } catch (error) {
    if (signal.aborted) throw interrupted(staging, counter.current(), error);
    if (hasCode(error, 'ENOSPC') || hasCode(error, 'EDQUOT')) {
      const { totalBytes, bytes } = counter.current();
      throw diskFull(staging, { needed: totalBytes - bytes, free: await freeBytes(staging), cause: error });
    }
    throw error;
  }
  if (failures.length > 0) throw incomplete(failures);
  onProgress(counter.current());
}

async function planAll(
  staging: Staging,
  sources: readonly SourceDirectory[],
  signal: AbortSignal,
): Promise<PlannedCopy[]> {
  const planned: PlannedCopy[] = [];
  try {
    for (const source of sources) {
      const tree = await scanTree(bytePath(source.path), signal);
      const staged = await scanTree(bytePath(join(staging.fresh, source.name)), signal);
      planned.push({ source, tree, plan: planCopy(tree.entries, staged.entries) });
    }
  } catch (error) {
    if (signal.aborted) throw interrupted(staging, undefined, error);
    throw error;
  }
  return planned;
}

function within({ path: directory }: SourceDirectory): (failure: CopyFailure) => CopyFailure {
  return ({ path, reason }) => ({ path: bytePath(directory) + path, reason });
}

function reportSpecial(context: Context, planned: readonly PlannedCopy[]): void {
  const special = planned.flatMap(({ source, tree }) => tree.special.map((path) => source.path + textOf(path)));
  if (special.length === 0) return;
  context.report({ type: 'warning', text: `Sockets, pipes and devices are not copied: ${firstOf(special)}` });
}

/** Refuses what cannot fit, unless the copy shares its blocks with the original. */
async function assertSpace(staging: Staging, planned: readonly PlannedCopy[]): Promise<void> {
  const files = planned.flatMap(({ source, plan }) =>
    plan.copy
      .filter(({ size }) => size > 0)
      .map(({ path, allocated, size }) => ({ path: bytePath(source.path) + path, needed: Math.min(allocated, size) })),
  );
  const needed = files.reduce((sum, file) => sum + file.needed, 0);
  const free = await freeBytes(staging);
  const first = files[0];
  if (needed <= free || first === undefined) return;
  const probe = bytePath(join(staging.path, 'clone'));
  if (await cloneFile(first.path, probe).catch(() => false)) return;
  throw diskFull(staging, { needed, free });
}

async function freeBytes({ path }: Staging): Promise<number> {
  const { bavail, bsize } = await statfs(path);
  return bavail * bsize;
}
