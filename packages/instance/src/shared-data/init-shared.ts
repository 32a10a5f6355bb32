import { mkdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { CodedError } from '@ktrdr/errors';
import type { Context } from '../core/context.ts';
import { withOperationLock } from '../core/with-operation-lock.ts';
import { bytePath } from '../core/byte-path.ts';
import { isUnagreed } from './agreed-place.ts';
import { assertRenamable } from './assert-renamable.ts';
import { copyAll } from './copy-all.ts';
import type { CopyProgress } from './copy-progress.ts';
import { finishInterrupted } from './finish-shared-data.ts';
import { noteRunning } from './note-running.ts';
import { noteStays } from './note-stays.ts';
import { bytesIn } from './plan-copy.ts';
import { planShared } from './plan-shared.ts';
import { scanTree } from './scan-tree.ts';
import { withSharedLock } from './with-shared-lock.ts';
import { SHARED_DIRECTORIES, type SharedDirectory } from './shared-directories.ts';
import { explained, notReplaced } from './shared-errors.ts';
import { discardStaging, type Staging, stagingOf, type StagingState, writeStaging } from './staging.ts';
import { lookAtCopies, lookAtPlaces, type SharedPlaces } from './look-at-places.ts';
import { assertUsablePlaces } from './unusable-place.ts';
import { deleteReplaced, placeOf, swapDirectories, unagreedOf } from './swap-directories.ts';

/** What fills the shared directories. */
export type SharedSource =
  /** Empty directories. */
  | { readonly kind: 'minimal' }
  /** A KTRDR checkout or another shared directory. */
  | { readonly kind: 'copy'; readonly from: string };

/** Where shared data comes from, and who agrees to what it replaces. */
export interface InitSharedOptions {
  readonly source: SharedSource;
  /** Asked before existing shared data (names: 'data', …) is replaced. */
  readonly replace: (existing: readonly string[]) => Promise<boolean>;
  /** What somebody has agreed to lose before, as it was then: nobody is asked about that again. */
  readonly agreed?: SharedPlaces | undefined;
  /** Told how far the copy is, five times a second at most. */
  readonly onProgress?: (progress: CopyProgress) => void;
  readonly signal: AbortSignal;
}

/** What the shared directories hold now, and what became of each. */
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
 *   `SHARED_UNREADABLE`, `SHARED_UNWRITABLE`, `COPY_INCOMPLETE`, `SOURCE_CHANGES`, `DISK_FULL`, `INTERRUPTED` (says what was kept),
 *   `SHARED_CHANGED`, `COPY_LOST`, `SHARED_IN_THE_WAY`, `OLD_DATA_LEFT`, `BUSY`; each leaves the shared data as it was, or says what is where
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
  const { shared: place, data, models, strategies } = context.home;
  await assertUsablePlaces([place, data, models, strategies]);
  await mkdir(place, { recursive: true });
  const shared = await realpath(place);
  return await withSharedLock(context, shared, async () => await fillLocked(context, shared, options));
}

async function fillLocked(context: Context, shared: string, options: InitSharedOptions): Promise<SharedResult> {
  const staging = stagingOf(shared);
  const { source } = options;
  // Empty directories are asked for: that is no word about what another copy is to replace.
  const replace = source.kind === 'copy' ? options.replace : undefined;
  const left = await finishInterrupted(context, { shared, staging, replace });
  if (source.kind === 'minimal' && left !== undefined) {
    context.report({ type: 'note', text: `A copy of ${left.from} was interrupted; it is kept in ${staging.path}.` });
  }
  const copied =
    source.kind === 'copy' ? await copyFrom(context, { shared, staging, left, from: source.from, options }) : [];
  return { path: context.home.shared, directories: await describeDirectories(shared, copied) };
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
  const { from, sources, existing, places } = await planShared(context, copying.from);
  const names = sources.map(({ name }) => name);
  // Of before the question: what comes while it is asked, or while the copy is made, is none of what was agreed to.
  let replaces = places;
  const asked: SharedDirectory[] = [];
  for (const name of existing) if (await isUnagreed(join(shared, name), options.agreed?.[name])) asked.push(name);
  if (asked.length > 0 && !(await options.replace(asked))) throw notReplaced(shared, asked);

  if (left !== undefined && left.from !== from) {
    context.report({ type: 'note', text: `An interrupted copy of ${left.from} is discarded.` });
  }
  if (left?.from !== from) await discardStaging(staging);
  await mkdir(staging.fresh, { recursive: true, mode: 0o700 });
  for (const one of sources) await assertRenamable(shared, staging, one);
  await writeStaging(staging, { from, phase: 'copying', names });
  await copyAll(context, { staging, sources, options });

  const changed = await unagreedOf(shared, staging, { names, replaces });
  if (changed.length > 0) {
    replaces = { ...replaces, ...(await lookAtPlaces(shared, changed)) };
    if (!(await options.replace(changed))) throw notReplaced(shared, changed);
  }
  // The old data may be deleted only when the new is on the disk.
  const wasFilled = existing.length > 0 || changed.length > 0;
  if (wasFilled) await flush(context, staging);
  const copies = await lookAtCopies(staging, names);
  const state = { from, phase: 'swapping', names, replaces, copies } as const;
  await writeStaging(staging, state);
  await swapDirectories(shared, staging, state);
  await noteRunning(context, { shared, names, wasFilled });
  noteStays(context, await deleteReplaced(shared, staging, state));
  return names;
}

async function flush({ run, env }: Context, { path }: Staging): Promise<void> {
  // `-f`: of that file system alone; macOS has no such option, nor has every `sync` of Linux.
  if ((await run('sync', ['-f', path], { env })).exitCode === 0) return;
  const all = await run('sync', [], { env });
  if (all.exitCode === 0) return;
  throw new CodedError('The new data could not be written to the disk (sync); nothing was replaced', {
    code: 'SHARED_UNWRITABLE',
    hint: 'Check that the disk is healthy, and run the command again: the copied files are kept.',
    detail: all.missing ? 'there is no program sync' : all.stderr.trim(),
  });
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
