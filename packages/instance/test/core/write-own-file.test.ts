import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';
import { temporaryDirectory } from '@ktrdr/test-support';
import { removeOwnFile, writeOwnFile } from '../../src/core/write-own-file.ts';

const directory = join(temporaryDirectory(), 'records');
const file = join(directory, 'a.json');
/** As a write leaves it that was killed before its rename. */
const leave = () => writeFileSync(`${file}.4711-0a1b2c3d.tmp`, '{');

test('what a killed write has left goes with the file, and without it', async () => {
  await writeOwnFile(file, '{}');
  leave();
  await removeOwnFile(file);
  expect(readdirSync(directory)).toEqual([]);
  leave();
  await removeOwnFile(file);
  expect(readdirSync(directory)).toEqual([]);
});

test('that there is none, and no directory, is fine', async () => {
  await removeOwnFile(file);
  await removeOwnFile(join(directory, 'away', 'a.json'));
});

test('where a file is in the place of its directory, there is none', async () => {
  const inTheWay = join(dirname(directory), 'in-the-way');
  writeFileSync(inTheWay, 'mine');
  await removeOwnFile(join(inTheWay, 'a.json'));
  expect(readFileSync(inTheWay, 'utf8')).toBe('mine');
});
