import { link, lstat, open, realpath, rename, unlink, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { hasCode } from '@ktrdr/errors';

export interface WriteOptions {
  /** @default true */
  readonly followLinks?: boolean;
  /** @default true */
  readonly replace?: boolean;
  readonly check?: (() => Promise<void>) | undefined;
}

/**
 * Replaces a file as a whole: a reader sees the old text or the new one, also after a power cut, and an error leaves the old.
 * Mode and owner stay as they were, and a symbolic link stays one, unless links are not to be followed: then the file takes the link's
 * place. The directory must exist.
 *
 * A write cut short by a full disk is an error here, which is why this is not `write-file-atomic`: that one (7.0.1) renames
 * the first half over the old file and reports success.
 *
 * @param mode of a file that is created
 * @param options with `replace: false`, what is at the place is left, and EEXIST is thrown; `check` is called when all is written, right before
 * the file is replaced: what it throws leaves the old one
 * @throws Node's errors: EACCES, ENOSPC, EROFS, …
 */
export async function writeFileDurably(
  file: string,
  text: string,
  mode = 0o600,
  { followLinks = true, replace = true, check }: WriteOptions = {},
): Promise<void> {
  const target = followLinks ? await unlessMissing(realpath(file)).then((path) => path ?? file) : file;
  const temporary = await temporaryOf(target);
  const directory = await open(dirname(target), 'r');
  try {
    try {
      await writeNew(temporary, text, mode, target);
      await check?.();
      await (replace ? rename(temporary, target) : moveNew(temporary, target));
    } catch (error) {
      await unlink(temporary).catch(() => {});
      throw error;
    }
    await syncDirectory(directory);
  } finally {
    await directory.close();
  }
}

/** A name beside a file that nobody else makes up, and by which a next run knows what a killed one has left. */
export async function temporaryOf(file: string): Promise<string> {
  // Loaded for a write only: it takes longer to load than to read the registry.
  const { randomBytes } = await import('node:crypto');
  return `${file}.${process.pid}-${randomBytes(4).toString('hex')}.tmp`;
}

/** Whether `name` is a temporary file that a killed {@link writeFileDurably} of `base` left behind. */
export function isTemporaryOf(base: string, name: string): boolean {
  return name.startsWith(`${base}.`) && /^\d+-[0-9a-f]{8}\.tmp$/.test(name.slice(base.length + 1));
}

async function writeNew(temporary: string, text: string, mode: number, target: string): Promise<void> {
  // Where links are followed, this is none any more.
  const before = await unlessMissing(lstat(target));
  const handle = await open(temporary, 'wx', mode);
  try {
    if (before?.isSymbolicLink() === false) {
      // Only root may give a file away; another user's write makes it theirs.
      await handle.chown(before.uid, before.gid).catch(() => {});
      await handle.chmod(before.mode & 0o7777);
    }
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Moves a file as link(2) does: unlike rename(2), it does not replace what is there.
 *
 * @throws Node's errors: EEXIST, ENOENT, EACCES, …
 */
export async function moveNew(temporary: string, target: string): Promise<void> {
  try {
    await link(temporary, target);
  } catch (error) {
    // link(2): EPERM where the file system has no hard links; others say that they do not support it.
    if (!hasCode(error, 'EPERM') && !hasCode(error, 'ENOTSUP') && !hasCode(error, 'ENOSYS')) throw error;
    if ((await unlessMissing(lstat(target))) !== undefined)
      throw Object.assign(new Error(`${target} exists`), { code: 'EEXIST' });
    return await rename(temporary, target);
  }
  await unlink(temporary);
}

/** The rename itself reaches the disk with its directory. */
async function syncDirectory(directory: FileHandle): Promise<void> {
  await directory.sync().catch((error: unknown) => {
    // fsync(2): EINVAL where the file system does not do that for directories.
    if (!hasCode(error, 'EINVAL') && !hasCode(error, 'ENOTSUP')) throw error;
  });
}

async function unlessMissing<T>(found: Promise<T>): Promise<T | undefined> {
  try {
    return await found;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}
