import { lstat, readdir, readFile, realpath, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CodedError, hasCode, isSystemError, messageOf, quoteArgument } from '@ktrdr/errors';
import { ownedByAnother, removeTemporaryFiles, writeFileDurably } from '@ktrdr/durable-files';
import * as z from 'zod/mini';
import { asJson } from '../core/write-own-file.ts';
import { asideCommand } from '../core/aside-command.ts';
import { isThere } from '../core/stats-at.ts';
import { isMountPoint, mountsBelow } from '../entries/mounts-below.ts';
import { agreedPlace } from './agreed-place.ts';
import { copiedDirectory } from './copied-directory.ts';
import { SHARED_DIRECTORIES } from './shared-directories.ts';

const stateSchema = z.object({
  /** The real path of what is copied. */
  from: z.string(),
  /** `swapping`: everything is copied, and `names` are being put in their places; `deleting`: they are there, and what they replaced is being deleted. */
  phase: z.enum(['copying', 'swapping', 'deleting']),
  names: z.array(z.enum(SHARED_DIRECTORIES)),
  /** What they replace, as it was when somebody agreed to that. */
  replaces: z.optional(z.partialRecord(z.enum(SHARED_DIRECTORIES), agreedPlace)),
  /** The copies, as they were when all was copied. */
  copies: z.optional(z.partialRecord(z.enum(SHARED_DIRECTORIES), copiedDirectory)),
});

/** How far a copy has come. */
export type StagingState = z.infer<typeof stateSchema>;

/** Where a copy is made, beside its destination, so that a rename puts it there. */
export interface Staging {
  readonly path: string;
  /** What is copied, whole only when the state does not say `copying`. */
  readonly fresh: string;
  /** What was replaced, until it is deleted. */
  readonly old: string;
  /** Where a copy notes how far it has come. */
  readonly state: string;
  /** A copy of one file, which tells whether the file system can share blocks. */
  readonly probe: string;
}

/** The staging directory of a shared directory. */
export function stagingOf(shared: string): Staging {
  const path = join(shared, '.init-shared');
  return {
    path,
    fresh: join(path, 'new'),
    old: join(path, 'old'),
    state: join(path, 'state.json'),
    probe: join(path, 'clone'),
  };
}

/**
 * What a run that was ended left there; undefined where there is none.
 *
 * @throws CodedError `STAGING_UNREADABLE`, `SHARED_NOT_REPLACEABLE` where somebody has moved it to another disk or directory
 */
export async function readStaging(staging: Staging): Promise<StagingState | undefined> {
  try {
    return await readLeft(staging);
  } catch (error) {
    throw isSystemError(error) ? await notLookedInto(staging.path, error) : error;
  }
}

async function readLeft(staging: Staging): Promise<StagingState | undefined> {
  const places = [staging.path, staging.fresh, staging.old];
  const used = await isInUse(staging);
  for (const path of places) await assertMovable(path, used);
  for (const path of places) await assertDirectory(path);
  await assertNoMounts(staging);
  // A pipe would wait for somebody to write.
  const isOther = (await stat(staging.state).catch(() => undefined))?.isFile() === false;
  if (isOther) throw await unreadable(staging);
  const text = await readFile(staging.state, 'utf8').catch(async (error: unknown) => {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw await unreadable(staging, error);
  });
  if (text === undefined) {
    await assertNothingReplaced(staging);
    return undefined;
  }
  try {
    return stateSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw await unreadable(staging, cause);
  }
}

/** What lies behind a link or a mount cannot be renamed into the shared directory, and may be somebody's. */
async function assertMovable(path: string, isUsed: boolean): Promise<void> {
  if (!(await isThere(path))) return;
  const isLink = (await lstat(path)).isSymbolicLink();
  if (!isLink && !(await isMountPoint(path))) return;
  const target = isLink && isUsed ? await realpath(path).catch(() => undefined) : undefined;
  const remove = `rm ${quoteArgument(path)}`;
  throw new CodedError(`${path} leads to another disk or directory, and nothing can be renamed from there`, {
    code: 'SHARED_NOT_REPLACEABLE',
    hint: !isLink
      ? `Nothing was changed. Copy its contents into a directory on the disk of ${dirname(path)}, unmount it (umount ${quoteArgument(path)}), and move that directory to its place.`
      : target === undefined
        ? `Nothing was changed. Remove the link; its target is not touched: ${remove}`
        : `Nothing was changed. Replace the link with its target; the disk of ${dirname(path)} must have space for it: ${remove} && mv ${quoteArgument(target)} ${quoteArgument(path)}`,
  });
}

/** What is mounted where the copies are is somebody's, and would be deleted where the source does not have it. */
async function assertNoMounts({ fresh }: Staging): Promise<void> {
  const mounts = await mountsBelow(fresh);
  if (mounts.length === 0) return;
  throw new CodedError(`${fresh} contains a mount, so no copy is made there: ${mounts.join(', ')}`, {
    code: 'SHARED_NOT_REPLACEABLE',
    hint: `Nothing was changed. Unmount it, and run the command again: ${mounts.map((mount) => `umount ${quoteArgument(mount)}`).join(' && ')}`,
  });
}

/** Whether a copy was made there, or something was replaced: it is not just somebody's directory that was to be used. */
async function isInUse({ state, old }: Staging): Promise<boolean> {
  return (await isThere(state)) || (await isThere(old));
}

async function assertDirectory(path: string): Promise<void> {
  const found = await stat(path).catch(async (error: unknown) => {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw await notLookedInto(path, error);
  });
  if (found === undefined || found.isDirectory()) return;
  throw new CodedError(`${path} is not a directory`, {
    code: 'STAGING_UNREADABLE',
    hint: `Nothing was changed. Copies are made there. Move it aside, and run the command again: ${await asideCommand(path, 'aside')}`,
  });
}

async function notLookedInto(path: string, cause: unknown): Promise<CodedError> {
  return new CodedError(`Cannot read ${path}: ${messageOf(cause)}`, {
    code: 'STAGING_UNREADABLE',
    hint:
      (await ownedByAnother(path)) ??
      'Nothing was changed. It must be your own directory, which you can read and write.',
    cause,
  });
}

/** @throws CodedError `STAGING_UNREADABLE` where data that was replaced is there, and nothing says how that came */
async function assertNothingReplaced(staging: Staging): Promise<void> {
  if ((await namesIn(staging.old)).length > 0) throw await unreadable(staging);
}

async function namesIn(path: string): Promise<string[]> {
  return await readdir(path).catch(async (error: unknown) => {
    if (hasCode(error, 'ENOENT')) return [];
    throw await notLookedInto(path, error);
  });
}

/** Notes how far a copy has come; holds after a power cut too. */
export async function writeStaging(staging: Staging, state: StagingState): Promise<void> {
  await writeFileDurably(staging.state, asJson(state));
}

/**
 * Deletes a copy that is not wanted any more.
 *
 * @throws CodedError `STAGING_UNREADABLE` where data that was replaced is there too, and nothing says how that came
 */
export async function discardStaging(staging: Staging): Promise<void> {
  await assertNothingReplaced(staging);
  await removeStaging(staging);
}

/**
 * Deletes what copies have made in the staging directory, and the directory itself where it is empty then.
 *
 * @returns what stays: somebody else has put it there
 */
export async function removeStaging(staging: Staging): Promise<string[]> {
  const { path, fresh, old, state, probe } = staging;
  for (const name of SHARED_DIRECTORIES) await rm(join(fresh, name), { recursive: true, force: true });
  await removeTemporaryFiles(state);
  for (const file of [probe, state]) await rm(file, { force: true });
  await removeEmpty(staging);
  const left = await Promise.all([fresh, old, path].map(async (directory) => await pathsIn(directory)));
  return left.flat().filter((one) => one !== fresh && one !== old);
}

/** Deletes the directories of a copy that was ended when all that was in them was gone. */
export async function removeEmpty({ fresh, old, path }: Staging): Promise<void> {
  for (const directory of [fresh, old, path]) await removeIfEmpty(directory);
}

async function removeIfEmpty(directory: string): Promise<void> {
  await rmdir(directory).catch((error: unknown) => {
    if (!['ENOENT', 'ENOTEMPTY', 'EEXIST'].some((code) => hasCode(error, code))) throw error;
  });
}

async function pathsIn(directory: string): Promise<string[]> {
  return (await namesIn(directory)).map((name) => join(directory, name));
}

/** The command that gives up a copy; what else is in the staging directory stays. */
export function giveUpCopy({ fresh, state }: Pick<Staging, 'fresh' | 'state'>): string {
  return `rm -rf ${quoteArgument(fresh)} ${quoteArgument(state)}`;
}

async function unreadable({ old, state }: Staging, cause?: unknown): Promise<CodedError> {
  const isReplaced = (await namesIn(old)).length > 0;
  return new CodedError(`Cannot determine from ${state} how far an interrupted copy got`, {
    code: 'STAGING_UNREADABLE',
    hint: isReplaced
      ? `Check ${old}: it contains replaced data that exists nowhere else. Move what you want to keep out of it, then remove it and the record of the copy: rm -rf ${quoteArgument(old)} ${quoteArgument(state)}`
      : `Nothing was replaced. Remove it, and copy anew: rm -r ${quoteArgument(state)}`,
    cause,
  });
}
