import { chownSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';
import { ownedByAnother } from '../src/index.ts';
import { temporaryDirectory } from '@ktrdr/test-support';

const directory = join(temporaryDirectory(), 'home', 'sandbox');
mkdirSync(join(directory, 'operations'), { recursive: true });
const file = join(directory, 'operations', 'x.lock');
writeFileSync(file, '');
const us = process.geteuid?.() ?? 0;
const advice = (path: string): string => `Make it yours: sudo chown -R "$(id -un)" ${path}`;

test('what is ours is not named, nor what is above it', async () => {
  const ours = [file, dirname(file), directory, dirname(directory)];
  // Root needs no advice: as root, it is somebody else's, who asks.
  const asking = us === 0 ? 4711 : us;
  if (us === 0) for (const path of ours) chownSync(path, asking, asking);
  expect(await ownedByAnother(file, { us: asking, top: '/' })).toBeUndefined();
  if (us === 0) for (const path of ours) chownSync(path, 0, 0);
});

test('root is told nothing', async () => {
  expect(await ownedByAnother(file, { us: 0, top: dirname(directory) })).toBeUndefined();
});

test.each([
  ['the file, where nothing is known of its directories', file, undefined, file],
  ['the outermost up to the directory that is to be ours', file, dirname(directory), dirname(directory)],
  ['the outermost of those that are there', join(directory, 'a', 'not there'), dirname(directory), dirname(directory)],
  ['the file, where it is not in the directory that is to be ours', file, '/elsewhere', file],
  ['the file alone', file, file, file],
])("of another user's, %s is named, with the command that mends it", async (_what, path, top, named) => {
  expect(await ownedByAnother(path, { us: us + 1, top })).toContain(`${named} belongs to `);
  expect(await ownedByAnother(path, { us: us + 1, top })).toMatch(new RegExp(`${escape(advice(named))}$`));
});

function escape(text: string): string {
  return text.replaceAll(/[$()]/g, String.raw`\$&`);
}
