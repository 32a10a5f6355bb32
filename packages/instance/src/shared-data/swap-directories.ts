import { access, constants, lstat, mkdir, open, readdir, rename, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ownedByAnother } from '@ktrdr/durable-files';
import { CodedError, hasCode, isCodedError, messageOf, quoteArgument } from '@ktrdr/errors';
import { isThere } from '../core/stats-at.ts';
import { isMountPoint, mountsBelow } from '../entries/mounts-below.ts';
import { removeSeen } from '../entries/remove-seen.ts';
import { notDeleted } from './shared-errors.ts';
import { type AgreedPlace, isUnagreed } from './agreed-place.ts';
import type { SharedDirectory } from './shared-directories.ts';
import { removeStaging, type Staging, type StagingState, writeStaging } from './staging.ts';
import { swapSteps } from './swap-steps.ts';
import { wayBack } from './way-back.ts';

/**
 * Puts copied directories in their places and what was there into the staging directory. Ended anywhere in between, a second
 * call finishes it: every directory is whole at every instant, in one place or the other.
 *
 * @throws CodedError `SHARED_IN_THE_WAY`: something else is there than what was agreed to; it is as it was
 */
export async function swapDirectories(
  shared: string,
  staging: Staging,
  state: Pick<StagingState, 'names' | 'replaces' | 'copies'>,
): Promise<void> {
  const { names, replaces = {} } = state;
  await mkdir(staging.old, { recursive: true });
  for (const name of names) {
    const [place, old] = [join(shared, name), join(staging.old, name)];
    try {
      await swap({ place, fresh: join(staging.fresh, name), old, agreed: replaces[name] });
    } catch (error) {
      throw isCodedError(error) ? await withWayBack(error, { shared, staging, state, name }) : error;
    }
  }
  const directory = await open(shared, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

interface UnfinishedSwap {
  readonly shared: string;
  readonly staging: Staging;
  readonly state: Pick<StagingState, 'names' | 'copies'>;
  /** The directory that could not be put in its place. */
  readonly name: SharedDirectory;
}

/** The same error, and with it what was replaced before it came, and how all goes back. */
async function withWayBack(
  error: CodedError,
  { shared, staging, state, name: until }: UnfinishedSwap,
): Promise<CodedError> {
  const steps = await swapSteps(shared, staging, state);
  const before = new Set(state.names.slice(0, state.names.indexOf(until)));
  const replaced = steps.filter(({ name, isOldKept }) => before.has(name) && isOldKept);
  const list = replaced.map(({ name }) => `${join(shared, name)} (its contents are in ${join(staging.old, name)})`);
  const { code, hint = '', detail } = error;
  const told = [
    hint,
    ...(list.length === 0 ? [] : [`Already replaced, and kept until everything is: ${list.join(', ')}.`]),
    `If you do not want the copy: ${await wayBack(shared, staging, steps)}`,
  ];
  return new CodedError(error.message, { code, hint: told.join('\n'), detail, cause: error });
}

/** Those directories whose place holds something now that nobody has agreed to lose, and that are yet to be put there. */
export async function unagreedOf(
  shared: string,
  staging: Staging,
  { names, replaces = {} }: Pick<StagingState, 'names' | 'replaces'>,
): Promise<SharedDirectory[]> {
  const found = await Promise.all(
    names.map(async (name) => {
      const isPending = (await isThere(join(staging.fresh, name))) && !(await isThere(join(staging.old, name)));
      return isPending && (await isUnagreed(join(shared, name), replaces[name])) ? [name] : [];
    }),
  );
  return found.flat();
}

/**
 * Deletes what was replaced, and last the staging directory. Containers that run go on writing into what was replaced: what came into it since
 * somebody agreed to lose it is not deleted, nor what somebody else has put into the staging directory.
 *
 * @returns what of that stays there
 * @throws CodedError `OLD_DATA_LEFT`
 */
export async function deleteReplaced(shared: string, staging: Staging, state: StagingState): Promise<string[]> {
  const kept = (await swapSteps(shared, staging, state)).filter(({ isOldKept }) => isOldKept);
  const pathsOf = (steps: readonly { readonly name: SharedDirectory }[]): string =>
    steps.map(({ name }) => join(staging.old, name)).join(', ');
  // Without the copy in its place, what it replaced may be the only data there is.
  const only = kept.filter(({ step }) => step !== 'placed');
  if (only.length > 0) {
    throw new CodedError(`The replaced data is kept, because the copy is no longer in its place: ${pathsOf(only)}`, {
      code: 'OLD_DATA_LEFT',
      hint: `${state.phase === 'deleting' ? 'Only part of it is kept: the rest was already deleted. ' : 'Nothing was deleted. '}Check both places, and move what you want to keep to where it belongs.`,
    });
  }
  const agreedOf = (name: SharedDirectory): AgreedPlace | undefined => state.replaces?.[name];
  const assertAsAgreed = async (): Promise<void> => {
    const changed: typeof kept = [];
    for (const step of kept)
      if (await isUnagreed(join(staging.old, step.name), agreedOf(step.name))) changed.push(step);
    if (changed.length > 0) throw changedSinceAgreed(staging, pathsOf(changed));
  };
  await assertAsAgreed();
  const mounts = await mountsBelow(staging.path);
  if (mounts.length > 0) {
    throw new CodedError(`The new data is in place, but the data it replaced contains a mount: ${mounts.join(', ')}`, {
      code: 'OLD_DATA_LEFT',
      hint: `Unmount it (${mounts.map((mount) => `umount ${quoteArgument(mount)}`).join(' && ')}), and run the command again: it deletes the replaced data.`,
    });
  }
  try {
    if (kept.length > 0) await writeStaging(staging, { ...state, phase: 'deleting' });
    // That takes its time: what somebody writes there meanwhile stays.
    for (const name of state.names) await removeSeen(join(staging.old, name), new Set(agreedOf(name)?.seen));
    await assertAsAgreed();
    await removeEmptied(staging);
    return await removeStaging(staging);
  } catch (cause) {
    if (isCodedError(cause)) throw cause;
    throw notDeleted(staging, cause);
  }
}

async function removeEmptied({ old }: Staging): Promise<void> {
  await rmdir(old).catch((cause: unknown) => {
    if (hasCode(cause, 'ENOENT')) return;
    throw hasCode(cause, 'ENOTEMPTY') || hasCode(cause, 'EEXIST') ? changedSinceAgreed({ old }, old) : cause;
  });
}

function changedSinceAgreed({ old }: Pick<Staging, 'old'>, what: string): CodedError {
  return new CodedError(`The new data is in place, but the data it replaced has changed since: ${what}`, {
    code: 'OLD_DATA_LEFT',
    hint: `The changed data was not deleted: running instances keep writing there until they are restarted. Copy what you need, then delete the rest: rm -r ${quoteArgument(old)}`,
  });
}

interface Swap {
  readonly place: string;
  readonly fresh: string;
  readonly old: string;
  readonly agreed: AgreedPlace | undefined;
}

async function swap({ place, fresh, old, agreed }: Swap): Promise<void> {
  if (!(await isThere(fresh))) return;
  if (await isThere(place)) {
    if (await isThere(old)) await removeEmpty(place, old);
    else await moveToOld({ place, old, agreed });
  }
  await rename(fresh, place).catch((cause: unknown) => {
    if (!['ENOTEMPTY', 'EEXIST', 'ENOTDIR'].some((code) => hasCode(cause, code))) throw cause;
    throw new CodedError(`Something appeared at ${place} while a copy was being put there`, {
      code: 'SHARED_IN_THE_WAY',
      hint: `Nothing was deleted. Move it aside, and run the command again to continue.`,
      cause,
    });
  });
}

/** Looked at once it is moved: the path may have led elsewhere a moment before. */
async function moveToOld({ place, old, agreed }: Omit<Swap, 'fresh'>): Promise<void> {
  await rename(place, old).catch((cause: unknown) => {
    throw new CodedError(`${place} cannot be replaced: ${messageOf(cause)}`, {
      code: 'SHARED_IN_THE_WAY',
      hint: hasCode(cause, 'EXDEV')
        ? 'It was not changed. It is where nothing can be renamed: on another disk, or in a lower layer of an overlay file system (a container image). Fill it by hand.'
        : 'It was not changed. You must be able to move it, and it must not be a mount. Then run the command again to continue.',
      cause,
    });
  });
  if (!(await isUnagreed(old, agreed))) return;
  await rename(old, place);
  throw new CodedError(`${place} has changed since you agreed to replace it`, {
    code: 'SHARED_IN_THE_WAY',
    hint: 'It was not replaced. Check what changed there, then run the command again; it asks again.',
  });
}

/** A run was ended between the two renames, and since then somebody made the directory anew: `up` does. */
async function removeEmpty(place: string, old: string): Promise<void> {
  try {
    await rmdir(place);
  } catch (cause) {
    throw new CodedError(`${place} was filled while a copy was interrupted; its previous contents are in ${old}`, {
      code: 'SHARED_IN_THE_WAY',
      hint: `Nothing was deleted. Move ${place} aside, and run the command again to continue.`,
      cause,
    });
  }
}

/** What is at the place of a shared directory: nothing, an empty directory, or one with something in it. */
export async function placeOf(shared: string, name: SharedDirectory): Promise<'missing' | 'empty' | 'filled'> {
  const path = join(shared, name);
  try {
    return (await readdir(path)).length === 0 ? 'empty' : 'filled';
  } catch (cause) {
    if (hasCode(cause, 'ENOENT') && !(await isThere(path))) return 'missing';
    throw new CodedError(`Cannot read ${path}: ${messageOf(cause)}`, {
      code: 'SHARED_UNREADABLE',
      hint: 'Nothing was changed. It must be a directory that you can read.',
      cause,
    });
  }
}

/**
 * Refuses a directory that cannot be moved: a link or a mount, behind which the data is on another disk, or somebody else's.
 *
 * @throws CodedError `SHARED_NOT_REPLACEABLE`
 */
export async function assertReplaceable(shared: string, name: SharedDirectory): Promise<void> {
  const path = join(shared, name);
  if (!(await isThere(path))) return;
  if ((await lstat(path)).isSymbolicLink() || (await isMountPoint(path))) {
    throw new CodedError(`${path} leads to another disk or directory, so it is not replaced`, {
      code: 'SHARED_NOT_REPLACEABLE',
      hint: 'Nothing was changed. Copy into it by hand, or remove the link or the mount first.',
    });
  }
  // Nothing of another disk goes with what is replaced, whatever directory it is mounted at.
  const mounts = await mountsBelow(path);
  if (mounts.length > 0) {
    throw new CodedError(`${path} contains a mount, so it is not replaced: ${mounts.join(', ')}`, {
      code: 'SHARED_NOT_REPLACEABLE',
      hint: `Nothing was changed. Copy into it by hand, or unmount it first: ${mounts.map((mount) => `umount ${quoteArgument(mount)}`).join(' && ')}`,
    });
  }
  await access(path, constants.W_OK).catch(async (cause: unknown) => {
    const advice = (await ownedByAnother(path)) ?? `Make it writable: chmod u+w ${quoteArgument(path)}`;
    throw new CodedError(`${path} cannot be replaced: you may not write there`, {
      code: 'SHARED_NOT_REPLACEABLE',
      hint: `Nothing was changed. ${advice}`,
      cause,
    });
  });
}
