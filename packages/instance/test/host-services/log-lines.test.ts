import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { openHostServiceLog } from '../../src/host-services/host-service-log.ts';
import { logLines, type LogLinesOptions } from '../../src/host-services/log-lines.ts';

const place = mkdtempSync(join(tmpdir(), 'log-lines-'));
const file = join(place, 'ib.log');
afterAll(() => rmSync(place, { recursive: true }));

async function read(lines: number | undefined, more: Partial<LogLinesOptions> = {}): Promise<string[]> {
  const found: string[] = [];
  for await (const line of logLines(file, { lines, ...more })) found.push(line);
  return found;
}

const long = 'x'.repeat(100_000);

test.each<[string, number | undefined, string[]]>([
  ['a\nb\nc\n', 2, ['b', 'c']],
  ['a\nb\nc', 2, ['b', 'c']],
  ['a\n\n\n', 2, ['', '']],
  ['a\r\nb\r\n', 5, ['a', 'b']],
  ['a\nb\n', 0, []],
  ['a\nb\n', undefined, ['a', 'b']],
  ['', 3, []],
  [`a\n${long}\nb${long}\n`, 2, [long, `b${long}`]],
  ['ä\n鍵\n', 1, ['鍵']],
])('of %j the last %s', async (text, count, expected) => {
  writeFileSync(file, text);
  expect(await read(count)).toEqual(expected);
});

test('a line without an end is shown in parts, so that none is held for ever', async () => {
  writeFileSync(file, 'y'.repeat(3_000_000));
  const parts = await read(undefined);
  expect(parts.length).toBeGreaterThan(1);
  expect(parts.join('')).toHaveLength(3_000_000);
});

test('of a file that is not there, nothing', async () => {
  rmSync(file);
  expect(await read(3)).toEqual([]);
});

test('what is written meanwhile follows, until it is over, to the last word', async () => {
  writeFileSync(file, 'first\n');
  let looks = 0;
  const isOver = async (): Promise<boolean> => {
    looks += 1;
    appendFileSync(file, looks === 1 ? 'sec' : 'ond\nlast');
    return looks === 2;
  };
  const { signal } = new AbortController();
  expect(await read(1, { follow: { isOver, signal } })).toEqual(['first', 'second', 'last']);
});

test('a start begins a log of its own, keeps the one before, and is for this user alone', async () => {
  writeFileSync(file, 'the run before\n');
  const log = await openHostServiceLog(file);
  await log.write('this one\n');
  await log.close();
  expect(readFileSync(`${file}.1`, 'utf8')).toBe('the run before\n');
  expect(readFileSync(file, 'utf8')).toBe('this one\n');
  expect(statSync(file).mode & 0o777).toBe(0o600);
});
