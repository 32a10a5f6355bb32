import type { FileHandle } from 'node:fs/promises';

const BLOCK_BYTES = 64 * 1024;
const LINE_FEED = 0x0a;

/** Where the last `count` lines of a file of any size begin, in bytes; all of it without a number. */
export async function beginOfLastLines(file: FileHandle, count: number | undefined): Promise<number> {
  const { size: end } = await file.stat();
  if (count === undefined) return 0;
  if (count === 0) return end;
  let [at, left] = [end, count];
  while (at > 0) {
    const length = Math.min(BLOCK_BYTES, at);
    at -= length;
    const { buffer } = await file.read(Buffer.alloc(length), 0, length, at);
    // The line feed at the very end ends a line, and begins none.
    for (let index = length - 1; index >= 0; index -= 1) {
      if (buffer[index] !== LINE_FEED || at + index === end - 1) continue;
      left -= 1;
      if (left === 0) return at + index + 1;
    }
  }
  return 0;
}
