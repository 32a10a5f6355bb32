import { lstatSync, readdirSync, readlinkSync, type Stats } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { messageOf } from '@ktrdr/errors';
import { type BytePath, bytesOf } from '../core/byte-path.ts';

/** What is at a path below the scanned directory, whose own path is empty. */
export interface TreeEntry {
  readonly path: BytePath;
  readonly kind: 'directory' | 'file' | 'link';
  /** Bytes; 0 for what is no file. */
  readonly size: number;
  /** Bytes on the disk, fewer than `size` in a file with holes. */
  readonly allocated: number;
  /** Without the bits that let a program run as its owner or its group. */
  readonly mode: number;
  readonly atimeMs: number;
  readonly mtimeMs: number;
  /** When anything of it changed last; nobody can set it. */
  readonly ctimeMs: number;
  readonly dev: number;
  readonly ino: number;
  /** Where a link leads, as it is written there. */
  readonly target: BytePath;
}

/** Something that could not be read or written. */
export interface CopyFailure {
  readonly path: BytePath;
  readonly reason: string;
}

export interface Tree {
  /** A directory comes before what is in it. */
  readonly entries: readonly TreeEntry[];
  /** Sockets, pipes and devices. */
  readonly special: readonly BytePath[];
  readonly failures: readonly CopyFailure[];
}

/** Everything in a directory, and the directory itself. Links are not followed. */
export async function scanTree(root: BytePath, signal?: AbortSignal): Promise<Tree> {
  const entries: TreeEntry[] = [];
  const special: BytePath[] = [];
  const failures: CopyFailure[] = [];
  const directories: BytePath[] = [''];
  const add = (path: BytePath): void => {
    try {
      const stats = lstatSync(bytesOf(root + path));
      const kind = kindOf(stats);
      if (kind === undefined) special.push(path);
      else entries.push(entryOf(root, path, kind, stats));
      if (kind === 'directory' && path !== '') directories.push(path);
    } catch (error) {
      failures.push({ path, reason: messageOf(error) });
    }
  };
  add('');
  for (let directory = directories.pop(); directory !== undefined; directory = directories.pop()) {
    // Synchronous calls are ten times as fast here; after each directory others have their turn, Ctrl-C too.
    signal?.throwIfAborted();
    for (const name of namesIn(root, directory, failures)) add(`${directory}/${name}`);
    await nextTurn();
  }
  return { entries, special, failures };
}

function namesIn(root: BytePath, directory: BytePath, failures: CopyFailure[]): string[] {
  try {
    return readdirSync(bytesOf(root + directory), { encoding: 'latin1' });
  } catch (error) {
    failures.push({ path: directory, reason: messageOf(error) });
    return [];
  }
}

function kindOf(stats: Stats): TreeEntry['kind'] | undefined {
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'directory';
  return stats.isSymbolicLink() ? 'link' : undefined;
}

function entryOf(root: BytePath, path: BytePath, kind: TreeEntry['kind'], stats: Stats): TreeEntry {
  return {
    path,
    kind,
    size: kind === 'file' ? stats.size : 0,
    allocated: kind === 'file' ? stats.blocks * 512 : 0,
    // Whoever copies owns the copy: a program that runs as its owner would run as another one.
    mode: stats.mode & (kind === 'directory' ? 0o7777 : 0o1777),
    atimeMs: stats.atimeMs,
    mtimeMs: stats.mtimeMs,
    ctimeMs: stats.ctimeMs,
    dev: stats.dev,
    ino: stats.ino,
    target: kind === 'link' ? readlinkSync(bytesOf(root + path), { encoding: 'latin1' }) : '',
  };
}
