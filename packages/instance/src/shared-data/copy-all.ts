import { statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { hasCode } from '@ktrdr/errors';
import type { Context } from '../core/context.ts';
import { type BytePath, bytePath, textOf } from '../core/byte-path.ts';
import { assertApart } from './assert-apart.ts';
import { cloneFile } from './copy-file.ts';
import { type CopyProgress, createProgressCounter } from './copy-progress.ts';
import { copyTree } from './copy-tree.ts';
import { judgeLinks } from './judge-links.ts';
import { bytesIn, changedBetween, type CopyPlan, planCopy } from './plan-copy.ts';
import type { SourceDirectory } from './plan-source.ts';
import { type CopyFailure, scanTree, type Tree, type TreeEntry } from './scan-tree.ts';
import { diskFull, firstOf, incomplete, interrupted, sourceChanges } from './shared-errors.ts';
import type { Staging } from './staging.ts';

export interface CopyAllRequest {
  readonly sources: readonly SourceDirectory[];
  readonly staging: Staging;
  readonly options: { readonly onProgress?: (progress: CopyProgress) => void; readonly signal: AbortSignal };
}

interface PlannedCopy {
  readonly source: SourceDirectory;
  readonly tree: Tree;
  /** What is not as it was when the tree was scanned before. */
  readonly changed: ReadonlySet<BytePath>;
  readonly plan: CopyPlan;
}

/** A file that is written to all the time is never copied: how often it is tried. */
const ROUNDS = 3;

/**
 * Copies what is not in the staging directory yet, and again what has changed meanwhile.
 *
 * @throws CodedError `COPY_INCOMPLETE`, `SHARED_OVERLAP`, `SOURCE_CHANGES`, `DISK_FULL`, `INTERRUPTED`; what was copied stays
 */
export async function copyAll(context: Context, request: CopyAllRequest): Promise<void> {
  const { staging, sources, options } = request;
  let planned = await planAll(staging, sources, options.signal);
  await assertApart(
    planned.map(({ source, tree }) => ({ path: source.path, tree })),
    staging,
  );
  reportSpecial(context, planned);
  await reportAstray(context, planned, staging);
  const [done, all] = [planned.reduce((sum, { plan }) => sum + plan.done.files, 0), filesOf(planned)];
  if (done > 0) {
    context.report({
      type: 'note',
      text: `Continuing an interrupted copy: ${done} of ${all.length} files are already there.`,
    });
  }
  for (let round = 1; ; round += 1) {
    const failures = await copyPlanned(request, planned);
    // What was read while somebody wrote it is half the old and half the new.
    const again = await planAll(staging, sources, options.signal, planned);
    const changed = again.flatMap(({ source, changed: paths }) =>
      [...paths].map((path) => bytePath(source.path) + path),
    );
    if (changed.length === 0 && failures.length > 0) throw incomplete(failures);
    if (changed.length === 0) return;
    if (round === ROUNDS) throw sourceChanges(changed);
    const shown = firstOf(changed.map(textOf));
    context.report({ type: 'note', text: `Copied again, because it changed during the copy: ${shown}` });
    planned = again;
  }
}

async function copyPlanned(
  { staging, options }: CopyAllRequest,
  planned: readonly PlannedCopy[],
): Promise<CopyFailure[]> {
  const { signal, onProgress = () => {} } = options;
  const files = filesOf(planned);
  const done = {
    files: planned.reduce((sum, { plan }) => sum + plan.done.files, 0),
    bytes: planned.reduce((sum, { plan }) => sum + plan.done.bytes, 0),
  };
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
  if (failures.length === 0) onProgress(counter.current());
  return failures;
}

function filesOf(planned: readonly PlannedCopy[]): TreeEntry[] {
  return planned.flatMap(({ tree }) => tree.entries.filter(({ kind }) => kind !== 'directory'));
}

async function planAll(
  staging: Staging,
  sources: readonly SourceDirectory[],
  signal: AbortSignal,
  before: readonly PlannedCopy[] = [],
): Promise<PlannedCopy[]> {
  const planned: PlannedCopy[] = [];
  try {
    for (const source of sources) {
      const tree = await scanTree(bytePath(source.path), signal);
      const staged = await scanTree(bytePath(join(staging.fresh, source.name)), signal);
      const then = before.find((one) => one.source.name === source.name);
      const changed = then === undefined ? new Set<BytePath>() : changedBetween(then.tree.entries, tree.entries);
      planned.push({ source, tree, changed, plan: planCopy(tree.entries, staged.entries, changed) });
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

async function reportAstray(context: Context, planned: readonly PlannedCopy[], { path }: Staging): Promise<void> {
  const astray = await judgeLinks(planned, dirname(path));
  if (astray.length === 0) return;
  const text = `Links are copied as they are, and the copies of these lead nowhere: ${firstOf(astray)}`;
  context.report({ type: 'warning', text });
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
  const probe = bytePath(staging.probe);
  if (await cloneFile(first.path, probe).catch(() => false)) return;
  throw diskFull(staging, { needed, free });
}

async function freeBytes({ path }: Staging): Promise<number> {
  const { bavail, bsize } = await statfs(path);
  return bavail * bsize;
}
