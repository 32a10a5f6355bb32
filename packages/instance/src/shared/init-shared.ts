import { mkdir, readdir, realpath, stat, statfs } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { CodedError, hasCode, messageOf } from '@ktrdr/errors';
import type { Context } from '../context.ts';
import { formatBytes } from '../format-bytes.ts';
import { withOperationLock } from '../with-operation-lock.ts';
import { bytePath, textOf } from './byte-path.ts';
import { cloneFile } from './copy-file.ts';
import { type CopyProgress, createProgressCounter } from './copy-progress.ts';
import { copyTree } from './copy-tree.ts';
import { finishInterrupted } from './finish-shared-data.ts';
import { bytesIn, type CopyPlan, planCopy } from './plan-copy.ts';
import { planSource, type SourceDirectory } from './plan-source.ts';
import { type CopyFailure, scanTree, type Tree } from './scan-tree.ts';
import { SHARED_DIRECTORIES, type SharedDirectory } from './shared-directories.ts';
import { discardStaging, type Staging, stagingOf, type StagingState, writeStaging } from './staging.ts';
import { assertReplaceable, deleteReplaced, placeOf, swapDirectories } from './swap-directories.ts';

/** What fills the shared directories. */
export type SharedSource =
  /** Empty directories. */
  | { readonly kind: 'minimal' }
  /** A KTRDR checkout or another shared directory. */
  | { readonly kind: 'copy'; readonly from: string };

export interface InitSharedOptions {
  readonly source: SharedSource;
  /** Asked before existing shared data (names: 'data', …) is replaced. */
  readonly replace: (existing: readonly string[]) => Promise<boolean>;
  readonly onProgress?: (progress: CopyProgress) => void;
  readonly signal: AbortSignal;
}

export interface SharedResult {
  /** The shared directory. */
  readonly path: string;
  readonly directories: readonly {
    readonly name: string;
    /** Files and links in it. */
    readonly files: number;
    readonly bytes: number;
    readonly state: 'created' | 'copied' | 'kept';
  }[];
}

/**
 * Fills the directories that all instances share, `~/.ktrdr/shared/{data,models,strategies}`. A copy is made beside its
 * destination and put there by renaming, and what was there is deleted last: ended anywhere, old or new data is whole, and the
 * same command goes on from where it was.
 *
 * @throws CodedError `NO_SHARED_SOURCE`, `SHARED_OVERLAP`, `SHARED_EXISTS` (not confirmed), `SHARED_NOT_REPLACEABLE`,
 *   `SHARED_UNREADABLE`, `SHARED_UNWRITABLE`, `COPY_INCOMPLETE`, `DISK_FULL`, `INTERRUPTED` (says what was kept),
 *   `SHARED_IN_THE_WAY`, `OLD_DATA_LEFT`, `BUSY`; each leaves the shared data as it was, or says what is where
 */
export async function initShared(context: Context, options: InitSharedOptions): Promise<SharedResult> {
  return await withOperationLock(context, 'shared-data', async () => {
    try {
      return await fill(context, options);
    } catch (error) {
      throw explained(error, context.home.shared);
    }
  });
}

async function fill(context: Context, options: InitSharedOptions): Promise<SharedResult> {
  await mkdir(context.home.shared, { recursive: true });
  const shared = await realpath(context.home.shared);
  const staging = stagingOf(shared);
  const left = await finishInterrupted(context, shared, staging);
  const { source } = options;
  if (source.kind === 'minimal' && left !== undefined) {
    context.report({ type: 'note', text: `A copy of ${left.from} was interrupted; it is kept in ${staging.path}.` });
  }
  const copied =
    source.kind === 'copy' ? await copyFrom(context, { shared, staging, left, from: source.from, options }) : [];
  return { path: context.home.shared, directories: await describeDirectories(shared, copied) };
}

/** What the system refuses outside the copy itself: a place that is full or not the user's to write. */
function explained(error: unknown, path: string): unknown {
  const full = hasCode(error, 'ENOSPC') || hasCode(error, 'EDQUOT');
  const refused = ['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'ENOENT'].some((code) => hasCode(error, code));
  if (!full && !refused) return error;
  return new CodedError(`Cannot fill ${path}: ${messageOf(error)}`, {
    code: full ? 'DISK_FULL' : 'SHARED_UNWRITABLE',
    hint: full
      ? 'Make room, and run the command again.'
      : 'It must be a directory, or a link to one, that you can write to.',
    cause: error,
  });
}

interface Copying {
  readonly shared: string;
  readonly staging: Staging;
  /** A copy that was interrupted. */
  readonly left: StagingState | undefined;
  readonly from: string;
  readonly options: InitSharedOptions;
}

async function copyFrom(context: Context, copying: Copying): Promise<SharedDirectory[]> {
  const { shared, staging, left, options } = copying;
  const { from, sources } = await findSources(copying);
  const names = sources.map(({ name }) => name);
  for (const name of names) await assertReplaceable(shared, name);
  const existing = await filledOf(shared, names);
  if (existing.length > 0 && !(await options.replace(existing))) throw notReplaced(shared, existing);

  if (left !== undefined && left.from !== from) {
    context.report({ type: 'note', text: `An interrupted copy of ${left.from} is discarded.` });
  }
  if (left?.from !== from) await discardStaging(staging);
  await mkdir(staging.fresh, { recursive: true, mode: 0o700 });
  await writeStaging(staging, { from, phase: 'copying', names });
  await copyAll(context, { staging, sources, options });

  const filled = (await filledOf(shared, names)).filter((name) => !existing.includes(name));
  if (filled.length > 0 && !(await options.replace(filled))) throw notReplaced(shared, filled);
  // The old data may be deleted only when the new is on the disk.
  if (existing.length > 0 || filled.length > 0) await flush(context, staging);
  await writeStaging(staging, { from, phase: 'swapping', names });
  await swapDirectories(shared, staging, names);
  if (existing.length > 0 || filled.length > 0) {
    context.report({
      type: 'note',
      text: 'Containers that run still see the data that was replaced: stop and start their instances.',
    });
  }
  await deleteReplaced(staging);
  return names;
}

async function findSources({ from: given, shared }: Copying): Promise<{ from: string; sources: SourceDirectory[] }> {
  const from = await realpath(resolve(given)).catch((cause: unknown) => {
    throw new CodedError(`Cannot copy from ${resolve(given)}: ${messageOf(cause)}`, {
      code: 'NO_SHARED_SOURCE',
      hint: 'Give a KTRDR checkout or another shared directory with --from.',
      cause,
    });
  });
  const directories = await Promise.all(
    SHARED_DIRECTORIES.map(async (name) => {
      const path = await directoryAt(join(from, name));
      return path === undefined ? [] : [{ name, path, empty: await isEmpty(path) }];
    }),
  );
  return { from, sources: planSource({ from, shared, directories: directories.flat() }) };
}

async function directoryAt(path: string): Promise<string | undefined> {
  try {
    return (await stat(path)).isDirectory() ? await realpath(path) : undefined;
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return undefined;
    throw error;
  }
}

/** One that cannot be looked into is told of by the copy. */
async function isEmpty(path: string): Promise<boolean> {
  return await readdir(path).then(
    (names) => names.length === 0,
    () => false,
  );
}

async function filledOf(shared: string, names: readonly SharedDirectory[]): Promise<SharedDirectory[]> {
  const places = await Promise.all(names.map(async (name) => ({ name, place: await placeOf(shared, name) })));
  return places.filter(({ place }) => place === 'filled').map(({ name }) => name);
}

interface PlannedCopy {
  readonly source: SourceDirectory;
  readonly tree: Tree;
  readonly plan: CopyPlan;
}

async function copyAll(
  context: Context,
  {
    staging,
    sources,
    options,
  }: Pick<Copying, 'staging' | 'options'> & { readonly sources: readonly SourceDirectory[] },
): Promise<void> {
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

async function flush({ run, env }: Context, { path }: Staging): Promise<void> {
  // `-f`: of that file system alone; macOS has no such option, nor has every `sync` of Linux.
  const { exitCode } = await run('sync', ['-f', path], { env });
  if (exitCode !== 0) await run('sync', [], { env });
}

async function describeDirectories(
  shared: string,
  copied: readonly SharedDirectory[],
): Promise<SharedResult['directories']> {
  const directories: SharedResult['directories'][number][] = [];
  for (const name of SHARED_DIRECTORIES) {
    const place = await placeOf(shared, name);
    if (place === 'missing') await mkdir(join(shared, name), { recursive: true });
    const path = await realpath(join(shared, name));
    const files = (await scanTree(bytePath(path))).entries.filter(({ kind }) => kind !== 'directory');
    const state = copied.includes(name) ? 'copied' : place === 'missing' ? 'created' : 'kept';
    directories.push({ name, files: files.length, bytes: bytesIn(files), state });
  }
  return directories;
}

const SHOWN = 20;

function firstOf(texts: readonly string[]): string {
  const more = texts.length - SHOWN;
  return `${texts.slice(0, SHOWN).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function notReplaced(shared: string, existing: readonly string[]): CodedError {
  return new CodedError(`There is shared data already: ${existing.map((name) => join(shared, name)).join(', ')}`, {
    code: 'SHARED_EXISTS',
    hint: 'It was not replaced. On a terminal the command asks; elsewhere confirm that it is deleted with --yes.',
  });
}

function interrupted(staging: Staging, progress: CopyProgress | undefined, cause: unknown): CodedError {
  const copied = progress === undefined ? '' : `${progress.files} of ${progress.totalFiles} files are copied, and `;
  return new CodedError(`Interrupted: ${copied}nothing was replaced`, {
    code: 'INTERRUPTED',
    hint: `The same command goes on from there. If you do not want the copy: rm -r '${staging.path}'`,
    cause,
  });
}

function incomplete(failures: readonly CopyFailure[]): CodedError {
  const shown = failures.slice(0, SHOWN).map(({ path, reason }) => `${textOf(path)}: ${reason}`);
  const more = failures.length - shown.length;
  return new CodedError(`${failures.length} files could not be copied; nothing was replaced`, {
    code: 'COPY_INCOMPLETE',
    hint: 'Make them readable or move them away, and run the command again: it copies only what is missing.',
    detail: [...shown, ...(more > 0 ? [`… and ${more} more`] : [])].join('\n'),
  });
}

function diskFull(
  staging: Staging,
  { needed, free, cause }: { readonly needed: number; readonly free: number; readonly cause?: unknown },
): CodedError {
  // Some file systems run out of inodes before they run out of bytes.
  const what =
    free > needed
      ? 'it has no room for more files, whatever their size'
      : `the rest of the copy needs ${formatBytes(needed)}, and ${formatBytes(free)} are free`;
  return new CodedError(`The disk is full: ${what}`, {
    code: 'DISK_FULL',
    hint: `Nothing was replaced. Make room and run the command again: it goes on from what is in ${staging.path}. If you do not want that: rm -r '${staging.path}'`,
    cause,
  });
}
