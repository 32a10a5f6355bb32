import { constants } from 'node:fs';
import { chmod, copyFile as copyWhole, type FileHandle, open } from 'node:fs/promises';
import { hasCode } from '@ktrdr/errors';
import { type BytePath, bytesOf } from '../core/byte-path.ts';
import type { TreeEntry } from './scan-tree.ts';

export interface CopyFileOptions {
  readonly from: BytePath;
  readonly to: BytePath;
  readonly entry: TreeEntry;
  readonly signal: AbortSignal;
  /** Told of every part that is written. */
  readonly onBytes: (bytes: number) => void;
}

/** Up to here one call of the system copies a file; it cannot be interrupted and tells of no progress. */
const AT_ONCE = 8 * 1024 * 1024;
const PART = 1024 * 1024;
const ZEROS = Buffer.alloc(PART);

/** Copies a file's content and mode: by reference where the file system can, holes as holes. Nothing may be at `to`. */
export async function copyFile(options: CopyFileOptions): Promise<void> {
  const { from, to, entry, onBytes } = options;
  const hasHoles = entry.allocated < entry.size;
  if (entry.size <= AT_ONCE && !hasHoles) {
    await copyWhole(bytesOf(from), bytesOf(to), constants.COPYFILE_FICLONE);
    await chmod(bytesOf(to), entry.mode);
    onBytes(entry.size);
  } else if (await cloneFile(from, to)) {
    await chmod(bytesOf(to), entry.mode);
    onBytes(entry.size);
  } else {
    await copyInParts(options, hasHoles);
  }
}

/** Makes a copy that shares its blocks with the original; whether the file system can. */
export async function cloneFile(from: BytePath, to: BytePath): Promise<boolean> {
  try {
    await copyWhole(bytesOf(from), bytesOf(to), constants.COPYFILE_FICLONE_FORCE | constants.COPYFILE_EXCL);
    return true;
  } catch (error) {
    // The errors of ioctl_ficlone(2) and clonefile(2) where this cannot be.
    if (['ENOTSUP', 'EOPNOTSUPP', 'EXDEV', 'EINVAL', 'ENOSYS', 'ENOTTY'].some((code) => hasCode(error, code)))
      return false;
    throw error;
  }
}

async function copyInParts({ from, to, entry, signal, onBytes }: CopyFileOptions, hasHoles: boolean): Promise<void> {
  const source = await open(bytesOf(from), 'r');
  try {
    const target = await open(bytesOf(to), 'w', 0o600);
    try {
      const size = await writeParts(source, target, { signal, onBytes, hasHoles });
      await target.truncate(size);
      await target.chmod(entry.mode);
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
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
