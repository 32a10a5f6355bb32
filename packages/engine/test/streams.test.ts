import { describe, expect, test } from '@jest/globals';
import { framesOf } from '../src/frames-of.ts';
import { logLines } from '../src/log-lines.ts';
import { splitLines } from '../src/split-lines.ts';
import { fixture } from './support/fixture.ts';

async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

function frame(stream: number, text: string | Buffer): Buffer {
  const bytes = Buffer.from(text);
  const header = Buffer.alloc(8);
  header[0] = stream;
  header.writeUInt32BE(bytes.length, 4);
  return Buffer.concat([header, bytes]);
}

async function textsOf(bytes: Buffer, size: number) {
  const texts = { stdout: '', stderr: '' };
  for await (const { stream, bytes: part } of framesOf(inPieces(bytes, size))) texts[stream] += part.toString();
  return texts;
}

const SIZES = [1, 3, 7, 8, 9, 4096];

describe('framesOf', () => {
  test.each(SIZES)('both streams, in pieces of %d bytes', async (size) => {
    const bytes = Buffer.concat([
      frame(1, 'one\n'),
      frame(2, 'two\n'),
      frame(1, ''),
      frame(0, 'three\n'),
      frame(3, 'four\n'),
    ]);
    expect(await textsOf(bytes, size)).toEqual({ stdout: 'one\nthree\n', stderr: 'two\nfour\n' });
  });

  test('more than one piece holds', async () => {
    const large = 'x'.repeat(3_000_000);
    expect(await textsOf(frame(1, large), 65_536)).toEqual({ stdout: large, stderr: '' });
  });

  test.each([
    ['a header', Buffer.concat([frame(1, 'one'), Buffer.from([1, 0, 0])])],
    ['a piece', frame(1, 'one').subarray(0, 10)],
    ['a piece, at its beginning', frame(1, 'one').subarray(0, 8)],
  ])('cut off in the middle of %s', async (_, bytes) => {
    await expect(textsOf(bytes, 4)).rejects.toMatchObject({ code: 'ENGINE_UNREACHABLE' });
  });

  test.each([
    ['text', Buffer.from('plain text')],
    ['an unknown stream', frame(4, 'one')],
  ])('%s is no such stream', async (_, bytes) => {
    await expect(textsOf(bytes, 4096)).rejects.toMatchObject({ code: 'UNEXPECTED_OUTPUT' });
  });
});

describe('splitLines', () => {
  test.each<[string, string[], string[], string[]]>([
    ['whole lines', ['one\ntwo\n'], ['one', 'two'], []],
    ['lines in pieces', ['o', 'ne\nt', 'wo', '\nthree'], ['one', 'two'], ['three']],
    ['ends of a terminal', ['one\r\n', 'two\r', '\nthree\r'], ['one', 'two'], ['three']],
    ['empty lines', ['\n\none\n'], ['', '', 'one'], []],
    ['nothing', [''], [], []],
  ])('%s', (_, pieces, lines, rest) => {
    const splitter = splitLines();
    expect(pieces.flatMap((piece) => splitter.take(Buffer.from(piece)))).toEqual(lines);
    expect(splitter.rest()).toEqual(rest);
  });

  test('a character whose bytes come apart', () => {
    const splitter = splitLines();
    const bytes = Buffer.from('grüße 日本\n');
    expect([...bytes].flatMap((byte) => splitter.take(Buffer.from([byte])))).toEqual(['grüße 日本']);
  });
});

async function linesOf(bytes: Buffer, size: number, timestamps: boolean) {
  const lines = [];
  for await (const line of logLines(framesOf(inPieces(bytes, size)), { timestamps })) lines.push(line);
  return lines;
}

async function linesOfTerminal(bytes: Buffer, size: number, timestamps = true) {
  const frames = (async function* oneStream() {
    for await (const part of inPieces(bytes, size)) yield { stream: 'stdout', bytes: part, begins: false } as const;
  })();
  const lines = [];
  for await (const line of logLines(frames, { timestamps, raw: true })) lines.push(line);
  return lines;
}

describe('logLines', () => {
  test.each(SIZES)('of a real log with its times, in pieces of %d bytes', async (size) => {
    expect(await linesOf(fixture('logs.bin'), size, true)).toEqual([
      { stream: 'stderr', text: 'to err', time: '2026-11-26T07:30:50.501406777Z' },
      { stream: 'stdout', text: 'to out', time: '2026-11-26T07:30:50.501487537Z' },
    ]);
  });

  test('lines of two streams that end in one another', async () => {
    const bytes = Buffer.concat([frame(1, 'one '), frame(2, 'two\nthree'), frame(1, 'more\n')]);
    expect(await linesOf(bytes, 4096, false)).toEqual([
      { stream: 'stderr', text: 'two' },
      { stream: 'stdout', text: 'one more' },
      { stream: 'stderr', text: 'three' },
    ]);
  });

  test.each([
    ['2026-01-02T03:04:05Z a  b', 'a  b'],
    ['2026-01-02T03:04:05Z ', ''],
    ['2026-01-02T03:04:05Z', ''],
  ])('a line with its time: %j', async (line, text) => {
    expect(await linesOf(frame(1, `${line}\n`), 4096, true)).toEqual([
      { stream: 'stdout', text, time: '2026-01-02T03:04:05Z' },
    ]);
  });

  // Docker 26.1 takes what is written in pieces of 16,384 bytes, and puts the time of the line before each.
  const TIME = '2026-11-26T19:35:55.103683978Z';
  const PIECE = 'x'.repeat(16_384);
  const long = `${PIECE}${PIECE}end of it`;

  test.each([1, 7, 100, 16_384, 65_536])('a long line, of which each piece has its time, in %d bytes', async (size) => {
    const bytes = Buffer.concat([
      ...[PIECE, PIECE].map((piece) => frame(1, `${TIME} ${piece}`)),
      frame(2, `${TIME} between\n`),
      frame(1, `${TIME} end of it\n`),
      frame(1, `${TIME} next\n`),
    ]);
    expect(await linesOf(bytes, size, true)).toEqual([
      { stream: 'stderr', text: 'between', time: TIME },
      { stream: 'stdout', text: long, time: TIME },
      { stream: 'stdout', text: 'next', time: TIME },
    ]);
  });

  test.each([1, 7, 100, 16_384, 65_536])('the same of a terminal, in %d bytes', async (size) => {
    const text = `${TIME} ${PIECE}${TIME} ${PIECE}${TIME} end of it\r\n${TIME} next\r\n${TIME} no end`;
    expect(await linesOfTerminal(Buffer.from(text), size)).toEqual(
      [long, 'next', 'no end'].map((line) => ({ stream: 'stdout', text: line, time: TIME })),
    );
    const bare = Buffer.from(`${long}\r\nnext\r\n`);
    expect((await linesOfTerminal(bare, size, false)).map((line) => line.text)).toEqual([long, 'next']);
  });

  test('a piece that has no time in front is text, and so is one that only begins like one', async () => {
    const bytes = Buffer.concat([
      frame(1, `${TIME} ${PIECE}`),
      frame(1, '2026-11-26T19:35 is a time\n'),
      frame(2, 'Error grabbing logs: invalid character\n'),
    ]);
    expect(await linesOf(bytes, 4096, true)).toEqual([
      { stream: 'stdout', text: `${PIECE}2026-11-26T19:35 is a time`, time: TIME },
      { stream: 'stderr', text: 'Error grabbing logs: invalid character', time: '' },
    ]);
  });

  test('a character that two pieces share', async () => {
    const [first, ...more] = Buffer.from('ü\n');
    const bytes = Buffer.concat([
      frame(1, Buffer.concat([Buffer.from(`${TIME} ${PIECE}`), Buffer.from([first ?? 0])])),
      frame(1, Buffer.concat([Buffer.from(`${TIME} `), Buffer.from(more)])),
    ]);
    expect(await linesOf(bytes, 4096, true)).toEqual([{ stream: 'stdout', text: `${PIECE}ü`, time: TIME }]);
  });

  test('a line that does not end comes in parts, of whole characters', async () => {
    const bytes = Buffer.from('ü日'.repeat(500_000));
    const lines = await linesOf(frame(1, bytes), 65_536, false);
    expect(lines.map(({ goesOn }) => goesOn)).toEqual([true, true, undefined]);
    expect(lines.map(({ text }) => text).join('')).toBe(bytes.toString());
  });

  test('bytes that are no text', async () => {
    const bytes = Buffer.concat([Buffer.from([0xff, 0xfe, 0x00, 0x1b]), Buffer.from(' yes\n')]);
    expect((await linesOf(frame(1, bytes), 2, false)).map(({ text }) => text)).toEqual([
      '\uFFFD\uFFFD\u0000\u001B yes',
    ]);
  });
});
