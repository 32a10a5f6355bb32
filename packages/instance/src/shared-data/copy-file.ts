import { closeSync, constants, fchmodSync, openSync, readSync, writeSync } from 'node:fs';
import { chmod, copyFile as copyWhole, type FileHandle, open } from 'node:fs/promises';
import { hasCode } from '@ktrdr/errors';
import { type BytePath, bytePath, bytesOf } from '../core/byte-path.ts';
import type { TreeEntry } from './scan-tree.ts';

interface CopyFileOptions {
  readonly from: BytePath;
  readonly to: BytePath;
  readonly entry: TreeEntry;
  readonly signal: AbortSignal;
  /** Told of every part that is written. */
  readonly onBytes: (bytes: number) => void;
}

/** Up to here a file is read whole: synchronous calls are several times as fast for small ones. */
const SMALL = 1024 * 1024;
const PART = 1024 * 1024;
const ZEROS = Buffer.alloc(PART);
/** Shared by all small files: each is read and written in one go. */
const WHOLE = Buffer.allocUnsafe(SMALL + 1);

/**
 * Copies a file's content and mode: by reference where the file system can, holes as holes. Nothing may be at `to`.
 *
 * @throws Error where no file is at `from` any more, and Node's errors
 */
export type CopyFile = (options: CopyFileOptions) => Promise<void>;

/** Makes what copies the files of one tree. */
export function createFileCopier(): CopyFile {
  // A file system that cannot is not asked again for each of its files.
  let clones = true;
  return async (options) => {
    const { from, to, entry, onBytes } = options;
    // A pipe that has come in its place does not make us wait, nor does a link lead us away.
    const source = await open(bytesOf(from), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      if (!(await source.stat()).isFile()) throw new Error('it is no longer a file');
      clones &&= await cloneFile(pathOf(source, from), to);
      if (clones) {
        await chmod(bytesOf(to), entry.mode);
        onBytes(entry.size);
      } else if (!copySmall(source, options)) await copyInParts(source, options);
    } finally {
      await source.close();
    }
  };
}

/** A path that leads to the open file, whatever comes into its place. */
function pathOf({ fd }: FileHandle, from: BytePath): BytePath {
  return process.platform === 'linux' ? bytePath(`/proc/self/fd/${fd}`) : from;
}

/**
 * Not by `copyFile` of Node: for a file that is cut while it is copied, that never ends.
 * Source: libuv, `uv__fs_copyfile`, which goes on until the size that it saw first is reached
 */
function copySmall({ fd }: FileHandle, { to, entry, onBytes }: CopyFileOptions): boolean {
  if (entry.size > SMALL || isSparse(entry)) return false;
  let length = 0;
  for (let read = 1; read > 0 && length < WHOLE.length; length += read) {
    read = readSync(fd, WHOLE, length, WHOLE.length - length, length);
  }
  // It grows.
  if (length > SMALL) return false;
  const target = openSync(bytesOf(to), 'w', 0o600);
  try {
    for (let done = 0; done < length;) done += writeSync(target, WHOLE, done, length - done, done);
    fchmodSync(target, entry.mode);
  } finally {
    closeSync(target);
  }
  onBytes(length);
  return true;
}

function isSparse({ allocated, size }: TreeEntry): boolean {
  return allocated < size;
}

/** Makes a copy that shares its blocks with the original; whether the file system can. */
export async function cloneFile(from: BytePath, to: BytePath): Promise<boolean> {
  try {
    await copyWhole(bytesOf(from), bytesOf(to), constants.COPYFILE_FICLONE_FORCE | constants.COPYFILE_EXCL);
    return true;
  } catch (error) {
    // The errors of ioctl_ficlone(2) and clonefile(2) where this cannot be; and there may be no /proc.
    if (['ENOENT', 'ENOTSUP', 'EOPNOTSUPP', 'EXDEV', 'EINVAL', 'ENOSYS', 'ENOTTY'].some((code) => hasCode(error, code)))
      return false;
    throw error;
  }
}

async function copyInParts(source: FileHandle, { to, entry, signal, onBytes }: CopyFileOptions): Promise<void> {
  const target = await open(bytesOf(to), 'w', 0o600);
  try {
    const size = await writeParts(source, target, { signal, onBytes, hasHoles: isSparse(entry) });
    await target.truncate(size);
    await target.chmod(entry.mode);
  } finally {
    await target.close();
  }
}

async function writeParts(
  source: FileHandle,
  target: FileHandle,
  { signal, onBytes, hasHoles }: Pick<CopyFileOptions, 'signal' | 'onBytes'> & { readonly hasHoles: boolean },
): Promise<number> {
  const buffer = Buffer.allocUnsafe(PART);
  let position = 0;
  for (;;) {
    signal.throwIfAborted();
    const { bytesRead } = await source.read(buffer, 0, PART, position);
    if (bytesRead === 0) return position;
    const part = buffer.subarray(0, bytesRead);
    if (!hasHoles || !part.equals(ZEROS.subarray(0, bytesRead))) await writeAll(target, part, position);
    position += bytesRead;
    onBytes(bytesRead);
  }
}

async function writeAll(target: FileHandle, part: Buffer, position: number): Promise<void> {
  for (let done = 0; done < part.length;) {
    const { bytesWritten } = await target.write(part, done, part.length - done, position + done);
    done += bytesWritten;
  }
}
