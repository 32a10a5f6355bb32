import { open, realpath, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import type { Context } from '../core/context.ts';
import type { CommandFacts } from './facts.ts';

const NAME = 'ktrdr';
const BEGINNING_BYTES = 4096;

/** Which `ktrdr` a shell with this PATH runs, and whose it is. */
export async function gatherCommand({ env }: Pick<Context, 'env'>): Promise<CommandFacts> {
  for (const directory of (env['PATH'] ?? '').split(delimiter)) {
    const path = join(directory, NAME);
    if (isAbsolute(directory) && (await isExecutable(path))) return { kind: await whose(path), path };
  }
  return { kind: 'none' };
}

async function isExecutable(path: string): Promise<boolean> {
  return await stat(path).then(
    (found) => found.isFile() && (found.mode & 0o111) !== 0,
    () => false,
  );
}

/** By where a link leads, and by how the program begins: package managers write small scripts that start the real one. */
async function whose(path: string): Promise<'ours' | 'python' | 'other'> {
  const real = await realpath(path).catch(() => path);
  const text = await beginningOf(real);
  if (/[\\/]cli[\\/]bin[\\/]ktrdr\.cjs\b/.test(`${real}\n${text}`)) return 'ours';
  // The console script that pip and uv write: `from ktrdr.cli import main`, with Python's path in its first line.
  return /\bktrdr\.cli\b/.test(text) || /^#!.*python/.test(text) ? 'python' : 'other';
}

async function beginningOf(path: string): Promise<string> {
  const file = await open(path).catch(() => undefined);
  try {
    const read = await file?.read(Buffer.alloc(BEGINNING_BYTES), 0, BEGINNING_BYTES, 0);
    return read?.buffer.toString('latin1', 0, read.bytesRead) ?? '';
  } catch {
    return '';
  } finally {
    await file?.close();
  }
}
