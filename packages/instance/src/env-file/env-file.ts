import { type BigIntStats, constants } from 'node:fs';
import { lstat, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CodedError, hasCode, isCodedError, messageOf } from '@ktrdr/errors';
import { isTemporaryOf, moveNew, removeTemporaryFiles, temporaryOf, writeFileDurably } from '@ktrdr/durable-files';
import type { GitOptions } from '../git/run-git.ts';
import { statsAt } from '../core/stats-at.ts';
import { assertUntracked } from './assert-untracked.ts';
import { parseEnvFile } from './parse-env-file.ts';

/** The marker file of an instance, in its directory. */
export const ENV_FILE = '.env.sandbox';

/** The variables in a directory's `.env.sandbox`, as {@link readEnvText} reads it; undefined where there is none. */
export async function readEnvFile(directory: string): Promise<Record<string, string> | undefined> {
  const text = await readEnvText(directory);
  return text === undefined ? undefined : parseEnvFile(text);
}

/** The variables in a directory's `.env.sandbox` that was moved aside, as our messages say how; undefined where there is none that can be read. */
export async function readEnvFileAside(directory: string): Promise<Record<string, string> | undefined> {
  try {
    const text = await textAt(join(directory, `${ENV_FILE}.before`));
    return text === undefined ? undefined : parseEnvFile(text);
  } catch (error) {
    if (isCodedError(error)) return undefined;
    throw error;
  }
}

/**
 * The text of a directory's `.env.sandbox`; undefined where there is none. A link is not followed.
 *
 * @throws CodedError `ENV_FILE_LINK`, `ENV_FILE_UNREADABLE`
 */
export async function readEnvText(directory: string): Promise<string | undefined> {
  return await textAt(join(directory, ENV_FILE));
}

async function textAt(path: string): Promise<string | undefined> {
  try {
    // Without blocking: a pipe would wait for somebody to write.
    const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      if (!(await handle.stat()).isFile()) throw new Error('it is not a file');
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await handle.readFile());
    } finally {
      await handle.close();
    }
  } catch (cause) {
    if (hasCode(cause, 'ENOENT') || hasCode(cause, 'ENOTDIR')) return undefined;
    if (hasCode(cause, 'ELOOP')) throw isLink(path);
    const why = hasCode(cause, 'ERR_ENCODING_INVALID_ENCODED_DATA') ? 'it is not text in UTF-8' : messageOf(cause);
    throw new CodedError(`Cannot read ${path}: ${why}`, {
      code: 'ENV_FILE_UNREADABLE',
      hint: `Nothing was changed. Make ${path} a text file that you can read, or move it away: it is then written again, without your own lines.`,
      cause,
    });
  }
}

/** An `.env.sandbox` as it was at a moment. */
export interface SeenEnvFile {
  /** Undefined where there is none. */
  readonly text: string | undefined;
  readonly file: BigIntStats | undefined;
}

/** The text of a directory's `.env.sandbox`, as {@link readEnvText} reads it, and what tells the file from a later one. */
export async function seeEnvText(directory: string): Promise<SeenEnvFile> {
  const file = await seenEnvFile(directory);
  return { file, text: await readEnvText(directory) };
}

function isSameText(one: SeenEnvFile, other: SeenEnvFile): boolean {
  if (one.text !== other.text) return false;
  return one.file === undefined ? other.file === undefined : isSameFile(one.file, other.file);
}

/** What is written, in place of what. */
export interface EnvTextToWrite {
  readonly text: string;
  /** Of {@link seeEnvText}. */
  readonly seen: SeenEnvFile;
  /** Refuses another directory than the one that is meant: immediately before the write, and where it fails. */
  readonly assertPlace?: (() => Promise<void>) | undefined;
}

/**
 * Writes `.env.sandbox` whole: a reader sees the old file or the new one. Neither a link nor a file that git tracks is written to; one that has
 * come or changed since it was seen is left as it is. The operation's lock must be held.
 *
 * @throws CodedError `INSTANCE_CHANGED`, `ENV_FILE_CHANGED`, `ENV_FILE_LINK`, `ENV_FILE_TRACKED`, `ENV_FILE_UNWRITABLE`, `GIT_FAILED`
 */
export async function writeEnvText(
  git: GitOptions,
  directory: string,
  { text, seen, assertPlace }: EnvTextToWrite,
): Promise<void> {
  const path = join(directory, ENV_FILE);
  try {
    if (await isLinkAt(path)) throw isLink(path);
    await assertUntracked(git, directory, ENV_FILE);
    await removeTemporaryFiles(path);
    // git was asked in between, which takes its time: long enough for somebody to save what he has edited.
    const check = async (): Promise<void> => {
      const now = await seeEnvText(directory).catch((cause: unknown) => {
        // It was read before: something else has come into its place.
        throw hasCode(cause, 'ENV_FILE_UNREADABLE') ? envFileChanged(path, cause) : cause;
      });
      if (!isSameText(seen, now)) throw envFileChanged(path);
      await assertPlace?.();
    };
    await writeFileDurably(path, text, 0o644, { followLinks: false, replace: seen.text !== undefined, check });
  } catch (cause) {
    if (isCodedError(cause)) throw cause;
    if (seen.text === undefined && hasCode(cause, 'EEXIST')) throw envFileChanged(path, cause);
    // In a directory that was just moved away nothing can be written, whatever its permissions.
    await assertPlace?.();
    throw new CodedError(`Cannot write ${path}: ${messageOf(cause)}`, {
      code: 'ENV_FILE_UNWRITABLE',
      hint: `Make ${directory} writable and check that the disk is not full, then run the command again.`,
      cause,
    });
  }
}

/** What is thrown for an `.env.sandbox` that is not what it was when it was decided to write it. */
export function envFileChanged(path: string, cause?: unknown): CodedError {
  return new CodedError(`${path} has appeared or changed in the meantime`, {
    code: 'ENV_FILE_CHANGED',
    hint: 'It was left unchanged. Find out what wrote it, then run the command again.',
    cause,
  });
}

/** Removes what killed writes of `.env.sandbox` have left beside it. The operation's lock must be held. */
export async function tidyEnvFile(directory: string): Promise<void> {
  await removeTemporaryFiles(join(directory, ENV_FILE));
}

/** The file that a directory has for `.env.sandbox` now, to be told from any other; undefined where there is none. */
export async function seenEnvFile(directory: string): Promise<BigIntStats | undefined> {
  return await statsAt(join(directory, ENV_FILE));
}

/**
 * Deletes the `.env.sandbox` that was looked at and what killed writes of it have left; fine when there is none. It is moved first, so that what is
 * deleted is that file and no other that has taken its place, or its directory's: another one goes back. The operation's lock must be held.
 *
 * @param seen of {@link seenEnvFile}
 * @throws CodedError `INSTANCE_CHANGED`, `ENV_FILE_UNWRITABLE`
 */
export async function removeEnvFile(directory: string, seen: BigIntStats | undefined): Promise<void> {
  const path = join(directory, ENV_FILE);
  try {
    await tidyEnvFile(directory);
    if (seen === undefined) return;
    const aside = await temporaryOf(path);
    await rename(path, aside);
    if (!isSameFile(seen, await statsAt(aside))) throw changedFile(await putBack(aside, path));
    await rm(aside);
  } catch (cause) {
    if (isCodedError(cause)) throw cause;
    if (hasCode(cause, 'ENOENT')) throw changedFile(path, cause);
    throw new CodedError(`Cannot remove ${path}: ${messageOf(cause)}`, {
      code: 'ENV_FILE_UNWRITABLE',
      hint: `Make ${directory} writable, then run the command again.`,
      cause,
    });
  }
}

/** Gives a file its name back, or where that is taken by now another one that no later run removes; returns it. */
async function putBack(aside: string, path: string): Promise<string> {
  try {
    await moveNew(aside, path);
    return path;
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
    const kept = `${aside.slice(0, -'.tmp'.length)}.kept`;
    await moveNew(aside, kept);
    return kept;
  }
}

/** Whether this is that file, and nobody has written to it: a write changes its time, whatever else it leaves. */
function isSameFile(one: BigIntStats, other: BigIntStats | undefined): boolean {
  const same = (key: 'dev' | 'ino' | 'birthtimeNs' | 'mtimeNs' | 'size'): boolean => one[key] === other?.[key];
  return same('dev') && same('ino') && same('birthtimeNs') && same('mtimeNs') && same('size');
}

function changedFile(path: string, cause?: unknown): CodedError {
  return new CodedError(`${path} is no longer the file that was checked`, {
    code: 'INSTANCE_CHANGED',
    hint: 'It was left unchanged. Check what is there now, then run the command again.',
    cause,
  });
}

/** Whether a name is that of `.env.sandbox`, or of what a killed write of it has left. */
export function isEnvFile(name: string): boolean {
  return name === ENV_FILE || isTemporaryOf(ENV_FILE, name);
}

async function isLinkAt(path: string): Promise<boolean> {
  return await lstat(path).then(
    (found) => found.isSymbolicLink(),
    (error: unknown) => {
      if (hasCode(error, 'ENOENT')) return false;
      throw error;
    },
  );
}

function isLink(path: string): CodedError {
  return new CodedError(`${path} is a symbolic link`, {
    code: 'ENV_FILE_LINK',
    hint: 'It was not followed, and its target is unchanged. Replace it with a file, or remove the link.',
  });
}
