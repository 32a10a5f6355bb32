import { join } from 'node:path';
import { CodedError, hasCode, messageOf, quoteArgument } from '@ktrdr/errors';
import { formatBytes } from '../core/format-bytes.ts';
import { type BytePath, textOf } from '../core/byte-path.ts';
import type { CopyProgress } from './copy-progress.ts';
import type { CopyFailure } from './scan-tree.ts';
import { giveUpCopy, type Staging } from './staging.ts';
import type { SwapStep } from './swap-steps.ts';
import { wayBack } from './way-back.ts';

/** What the system refuses outside the copy itself: a place that is full or not the user's to write. */
export function explained(error: unknown, path: string): unknown {
  const full = hasCode(error, 'ENOSPC') || hasCode(error, 'EDQUOT');
  const refused = ['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'ENOENT'].some((code) => hasCode(error, code));
  if (!full && !refused && !isOfTheSystem(error)) return error;
  return new CodedError(`Cannot fill ${path}: ${messageOf(error)}`, {
    code: full ? 'DISK_FULL' : 'SHARED_UNWRITABLE',
    hint: full
      ? 'Free some space, and run the command again.'
      : refused
        ? 'It must be a directory, or a link to one, that you can write to, on a disk that has space for more files.'
        : 'Check that its disk is healthy and that nothing is mounted in it, then run the command again: it continues from where it was.',
    cause: error,
  });
}

function isOfTheSystem(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}

const SHOWN = 20;

/** The first of many, and how many more there are. */
export function firstOf(texts: readonly string[]): string {
  const more = texts.length - SHOWN;
  return `${texts.slice(0, SHOWN).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

export function notReplaced(shared: string, existing: readonly string[]): CodedError {
  return new CodedError(`Shared data already exists: ${existing.map((name) => join(shared, name)).join(', ')}`, {
    code: 'SHARED_EXISTS',
    hint: 'It was not replaced. In a terminal, the command asks; elsewhere, confirm its deletion with --yes.',
  });
}

/** What was replaced is not all gone, and who has it open may have written to it since somebody agreed to lose it. */
export function notDeleted({ old }: Pick<Staging, 'old'>, cause: unknown): CodedError {
  return new CodedError(
    `The new data is in place, but the data it replaced could not be deleted: ${messageOf(cause)}`,
    {
      code: 'OLD_DATA_LEFT',
      hint: `Containers may have written files as another user, and running instances keep writing there until they are restarted. Restart them, copy what you need out of ${old}, then delete the rest: sudo rm -r ${quoteArgument(old)}`,
      cause,
    },
  );
}

/** A copy that was ended while it was put in its place. */
export interface UnfinishedSwap {
  readonly shared: string;
  readonly staging: Staging;
  readonly steps: readonly SwapStep[];
  /** What was copied. */
  readonly from: string;
  /** Whether it was in its place, and what it replaced was being deleted. */
  readonly isDeleting: boolean;
}

export async function changedSince(
  { shared, staging, steps, from }: UnfinishedSwap,
  changed: readonly string[],
): Promise<CodedError> {
  const places = changed.map((name) => join(shared, name)).join(', ');
  return new CodedError(`${places} changed since you agreed to replace it with a copy of ${from}`, {
    code: 'SHARED_CHANGED',
    hint:
      `Nothing was deleted. To be asked again, and replace it: ktrdr sandbox init-shared --from ${quoteArgument(from)}\n` +
      `If you do not want the copy: ${await wayBack(shared, staging, steps)}`,
  });
}

export async function copyLost({ shared, staging, steps, from, isDeleting }: UnfinishedSwap): Promise<CodedError> {
  const lost = steps.filter(({ step }) => step === 'lost');
  const places = lost.map(({ name }) => join(shared, name)).join(', ');
  const both = lost.filter(({ isOldKept, place }) => isOldKept && place === 'filled');
  const choose = both.map(({ name }) => {
    const [old, place] = [join(staging.old, name), join(shared, name)];
    return `\n${old} is ${isDeleting ? 'the rest of what' : 'what'} ${place} held before, and what is there now is not our copy: move away what you want to keep, then remove ${old}.`;
  });
  const back = `${await wayBack(shared, staging, steps)}${choose.join('')}`;
  if (isDeleting) {
    return new CodedError(`The copy of ${from} that was put at ${places} is no longer there`, {
      code: 'COPY_LOST',
      hint: `The data it replaced was being deleted: only a part is left, in ${staging.old}. If you moved the copy away, move it back, and run the command again. To restore that part, and copy anew: ${back}`,
    });
  }
  return new CodedError(`The copy of ${from} that was to be put at ${places} is no longer complete`, {
    code: 'COPY_LOST',
    hint: `Nothing was deleted. To restore the previous data, and copy anew: ${back}`,
  });
}

export function interrupted(staging: Staging, progress: CopyProgress | undefined, cause: unknown): CodedError {
  const copied = progress === undefined ? '' : `${progress.files} of ${progress.totalFiles} files are copied, and `;
  return new CodedError(`Interrupted: ${copied}nothing was replaced`, {
    code: 'INTERRUPTED',
    hint: `The same command continues from there. If you do not want the copy: ${giveUpCopy(staging)}`,
    cause,
  });
}

export function incomplete(failures: readonly CopyFailure[]): CodedError {
  const shown = failures.slice(0, SHOWN).map(({ path, reason }) => `${textOf(path)}: ${reason}`);
  const more = failures.length - shown.length;
  return new CodedError(`${failures.length} files could not be copied; nothing was replaced`, {
    code: 'COPY_INCOMPLETE',
    hint: 'Make them readable or move them away, and run the command again: it copies only what is missing.',
    detail: [...shown, ...(more > 0 ? [`… and ${more} more`] : [])].join('\n'),
  });
}

export function sourceChanges(changed: readonly BytePath[]): CodedError {
  return new CodedError(
    `The source keeps changing during the copy: ${firstOf(changed.map(textOf))}; nothing was replaced`,
    {
      code: 'SOURCE_CHANGES',
      hint: 'Stop whatever writes there (a running stack, an editor), then run the command again: it copies only what is missing.',
    },
  );
}

export function diskFull(
  staging: Staging,
  { needed, free, cause }: { readonly needed: number; readonly free: number; readonly cause?: unknown },
): CodedError {
  // Some file systems run out of inodes before they run out of bytes.
  const what =
    free > needed
      ? 'it has no space for more files, whatever their size'
      : `the rest of the copy needs ${formatBytes(needed)}, and ${formatBytes(free)} are free`;
  return new CodedError(`The disk is full: ${what}`, {
    code: 'DISK_FULL',
    hint: `Nothing was replaced. Free some space and run the command again: it continues from what is in ${staging.path}. If you do not want that: ${giveUpCopy(staging)}`,
    cause,
  });
}
