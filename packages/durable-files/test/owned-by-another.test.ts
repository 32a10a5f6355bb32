import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';
import { ownedByAnother } from '../src/index.ts';
import { temporaryDirectory } from './support/temporary-directory.ts';

const directory = join(temporaryDirectory(), 'home', 'sandbox');
mkdirSync(join(directory, 'operations'), { recursive: true });
const file = join(directory, 'operations', 'x.lock');
writeFileSync(file, '');
const us = process.geteuid?.() ?? 0;
const advice = (path: string): string => `Make it yours: sudo chown -R "$(id -un)" ${path}`;

test('what is ours is not named', async () => {
  expect(await ownedByAnother(file, { us })).toBeUndefined();
});

test.each([
  ['the outermost of the file and two directories above it', file, undefined, directory],
  ['the outermost of those that are there', join(directory, 'a', 'not there'), undefined, directory],
  ['the outermost up to the directory that is to be ours', file, dirname(directory), dirname(directory)],
  ['the file alone', file, file, file],
])("of another user's, %s is named, with the command that mends it", async (_what, path, top, named) => {
  expect(await ownedByAnother(path, { us: us + 1, top })).toContain(`${named} belongs to `);
  expect(await ownedByAnother(path, { us: us + 1, top })).toMatch(new RegExp(`${escape(advice(named))}$`));
});

function escape(text: string): string {
  return text.replaceAll(/[$()]/g, String.raw`\$&`);
}
