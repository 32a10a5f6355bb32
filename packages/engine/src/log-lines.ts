import { StringDecoder } from 'node:string_decoder';
import type { Frame } from './frames-of.ts';

/** A line that a container wrote. */
export interface LogLine {
  /** With a terminal all is `stdout`. */
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
  /** When it was written, as the Engine writes it (`2026-01-02T03:04:05.678901234Z`): such texts sort by time. Only where times were asked for. */
  readonly time?: string;
  /** Whether it goes on in the next line of its stream: one of more than a mebibyte comes in parts. */
  readonly goesOn?: true;
}

export interface LogLinesOptions {
  /** Whether the Engine was asked for times. */
  readonly timestamps: boolean;
  /** Whether the container has a terminal, whose stream comes without the pieces that the Engine makes. @default false */
  readonly raw?: boolean;
}

/** A longer line comes in parts, so that one without an end does not fill the memory. */
const LONGEST_BYTES = 2 ** 20;
/**
 * The Engine takes what a container writes in pieces: a line, or so much of a longer one, and puts the time before each.
 * Source: github.com/moby/moby, `daemon/logger/copier.go` and `api/server/httputils/write_log_stream.go`; seen with 26.1
 */
const PIECE_BYTES = 16_384;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/;
const TIME_BYTES = '2026-01-02T03:04:05.678901234Z'.length;
const LINE_FEED = 10;
const SPACE = 32;
const NOTHING = Buffer.alloc(0);

/** The lines of what a container wrote. Those of its two streams are told apart, and come in the order in which they ended. */
export async function* logLines(
  frames: AsyncIterable<Frame>,
  options: LogLinesOptions,
): AsyncGenerator<LogLine, void, undefined> {
  const readers = { stdout: lineReader('stdout', options), stderr: lineReader('stderr', options) };
  for await (const frame of frames) yield* readers[frame.stream].take(frame);
  yield* readers.stdout.rest();
  yield* readers.stderr.rest();
}

interface LineReader {
  /** The lines that end in these bytes, and parts of one that is too long. */
  take(frame: Pick<Frame, 'bytes' | 'begins'>): LogLine[];
  /** What came after the last end of a line, where there is something. */
  rest(): LogLine[];
}

function lineReader(stream: LogLine['stream'], { timestamps, raw = false }: LogLinesOptions): LineReader {
  const decoder = new StringDecoder('utf8');
  /** What has come where a time is due; undefined where none is. */
  let due: Buffer | undefined = timestamps ? Buffer.alloc(0) : undefined;
  let time = '';
  /** What has come of a line, without its times. */
  let begun: Buffer[] = [];
  let length = 0;
  let isOpen = false;
  /** How much of it is of the piece that comes now. */
  let inPiece = 0;
  let lines: LogLine[] = [];

  const lineOf = (text: string): LogLine => (timestamps ? { stream, text, time } : { stream, text });
  /** @returns the text of what has come */
  const release = (): string => {
    const text = decoder.write(Buffer.concat(begun));
    begun = [];
    length = 0;
    return text;
  };
  const add = (bytes: Buffer): void => {
    isOpen = true;
    begun.push(bytes);
    length += bytes.length;
    inPiece += bytes.length;
    if (length >= LONGEST_BYTES) lines.push({ ...lineOf(release()), goesOn: true });
  };
  const beginPiece = (): void => {
    inPiece = 0;
    if (timestamps) due = Buffer.alloc(0);
  };
  const end = (): void => {
    lines.push(lineOf((release() + decoder.end()).replace(/\r$/, '')));
    isOpen = false;
    beginPiece();
  };

  /** Takes a time, or what stands in its place where the Engine has put none there. @returns what follows */
  const takeTime = (bytes: Buffer, before: Buffer): Buffer => {
    const missing = TIME_BYTES - before.length;
    const at = bytes.subarray(0, missing + 1).findIndex((byte) => byte === SPACE || byte === LINE_FEED);
    const size = at === -1 ? Math.min(missing, bytes.length) : at;
    const whole = Buffer.concat([before, bytes.subarray(0, size)]);
    if (at === -1 && size === bytes.length) {
      due = whole;
      return NOTHING;
    }
    due = undefined;
    const text = whole.toString('latin1');
    if (!TIME.test(text)) {
      add(whole);
      return bytes.subarray(size);
    }
    // That of its first piece is the line's.
    if (!isOpen) time = text;
    isOpen = true;
    return bytes.subarray(bytes[size] === SPACE ? size + 1 : size);
  };

  /** Takes text up to the end of a line, or of what there is. @returns what follows */
  const takeText = (bytes: Buffer): Buffer => {
    const here = raw ? bytes.subarray(0, PIECE_BYTES - inPiece) : bytes;
    const at = here.indexOf(LINE_FEED);
    add(at === -1 ? here : here.subarray(0, at));
    if (at !== -1) end();
    else if (inPiece === PIECE_BYTES && raw) beginPiece();
    return bytes.subarray(at === -1 ? here.length : at + 1);
  };

  return {
    take({ bytes: all, begins }) {
      lines = [];
      if (begins && isOpen) beginPiece();
      let bytes = all;
      while (bytes.length > 0) bytes = due === undefined ? takeText(bytes) : takeTime(bytes, due);
      return lines;
    },
    rest() {
      lines = [];
      if (due !== undefined && due.length > 0 && !TIME.test(due.toString('latin1'))) add(due);
      if (length > 0) end();
      return lines;
    },
  };
}
