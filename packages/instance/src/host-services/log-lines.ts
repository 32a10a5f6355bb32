import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { StringDecoder } from 'node:string_decoder';
import { setTimeout as delay } from 'node:timers/promises';
import { hasCode } from '@ktrdr/errors';
import { beginOfLastLines } from './begin-of-last-lines.ts';

export interface LogLinesOptions {
  /** The last so many of those that are there; all of them without a number. */
  readonly lines: number | undefined;
  /** Goes on with what is written from now on, until this says that nobody writes any more. */
  readonly follow?: { readonly isOver: () => Promise<boolean>; readonly signal: AbortSignal } | undefined;
}

const BLOCK_BYTES = 64 * 1024;
/** What has no end by then is shown as it is. */
const LONGEST_LINE = 1024 * 1024;
const LOOK_MS = 200;
const OVER_MS = 1_000;

/** The lines of a log, one after the other; none where there is no file. */
export async function* logLines(path: string, { lines, follow }: LogLinesOptions): AsyncGenerator<string> {
  const file = await opened(path);
  if (file === undefined) return;
  try {
    let at = await beginOfLastLines(file, lines);
    const line = createLine();
    let askedAt = performance.now();
    for (let isLast = follow === undefined; ;) {
      for await (const block of blocks(file, at)) {
        at += block.length;
        yield* line.push(block);
      }
      if (isLast || follow === undefined) break;
      await delay(LOOK_MS, undefined, { signal: follow.signal });
      if (performance.now() - askedAt < OVER_MS) continue;
      askedAt = performance.now();
      isLast = await follow.isOver();
    }
    yield* line.end();
  } finally {
    await file.close();
  }
}

async function opened(path: string): Promise<FileHandle | undefined> {
  return await open(path, constants.O_RDONLY | constants.O_NOFOLLOW).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  });
}

async function* blocks(file: FileHandle, from: number): AsyncGenerator<Buffer> {
  for (let at = from; ;) {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(BLOCK_BYTES), 0, BLOCK_BYTES, at);
    if (bytesRead === 0) return;
    at += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

/** Makes lines of what comes in blocks. */
function createLine(): { push(block: Buffer): string[]; end(): string[] } {
  const decoder = new StringDecoder('utf8');
  let held = '';
  return {
    push(block) {
      const whole = `${held}${decoder.write(block)}`.split('\n');
      held = whole.pop() ?? '';
      if (held.length > LONGEST_LINE) {
        whole.push(held);
        held = '';
      }
      return whole.map((text) => text.replace(/\r$/, ''));
    },
    end: () => (held === '' ? [] : [held]),
  };
}
