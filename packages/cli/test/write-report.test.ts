import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { temporaryDirectory } from '@ktrdr/test-support';
import { strFromU8, unzipSync } from 'fflate';
import { writeReport } from '../src/commands/report/write-report.ts';
import { zipOf } from '../src/commands/report/zip-of.ts';

const root = temporaryDirectory();
const now = new Date('2026-06-01T10:30:00.000Z');
const zip = zipOf([{ path: 'logs/db.log', text: 'ünïcode\n' }], now);
const place = { id: 'ktrdr--x', now, output: undefined, directory: () => root };
const NAME = 'ktrdr-report-ktrdr--x-20260601-103000.zip';

test('a report is a zip archive, in the current directory and for the user alone', async () => {
  const file = await writeReport(zip, place);
  expect(file).toBe(join(root, NAME));
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const files = Object.entries(unzipSync(readFileSync(file)));
  expect(files.map(([path, bytes]) => [path, strFromU8(bytes)])).toEqual([['logs/db.log', 'ünïcode\n']]);
});

test('it goes where it is asked for: a file, or into a directory', async () => {
  mkdirSync(join(root, 'there'));
  expect(await writeReport(zip, { ...place, output: 'there' })).toBe(join(root, 'there', NAME));
  expect(await writeReport(zip, { ...place, output: 'there/a.zip' })).toBe(join(root, 'there', 'a.zip'));
});

test('what there is is never written over', async () => {
  const file = join(root, 'mine.zip');
  writeFileSync(file, 'mine');
  await expect(writeReport(zip, { ...place, output: file })).rejects.toMatchObject({ code: 'REPORT_EXISTS' });
  expect(readFileSync(file, 'utf8')).toBe('mine');
});

test('where it cannot be written, that is said', async () => {
  const output = join(root, 'nowhere', 'a.zip');
  await expect(writeReport(zip, { ...place, output })).rejects.toMatchObject({ code: 'REPORT_UNWRITABLE' });
});
