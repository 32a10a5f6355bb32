import { chownSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';
import { ownedByAnother } from '../src/index.ts';
import { temporaryDirectory } from '@ktrdr/test-support';

const directory = join(temporaryDirectory(), 'home', 'sandbox');
mkdirSync(join(directory, 'operations'), { recursive: true });
const file = join(directory, 'operations', 'x.lock');
writeFileSync(file, '');
const us = process.geteuid?.() ?? 0;
const home = dirname(directory);
const advice = (...paths: string[]): string => `Make it yours: sudo chown "$(id -un)" ${paths.join(' ')}`;

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

// Files of root are only there for root.
(us === 0 ? test : test.skip).each([
  ['the file, where nothing is known of its directories', file, undefined, [file]],
  [
    'the outermost up to the directory that is to be ours',
    file,
    home,
    [home, directory, join(directory, 'operations'), file],
  ],
  ['the outermost of those that are there', join(directory, 'a', 'not there'), home, [home, directory]],
  ['the file, where it is not in the directory that is to be ours', file, '/elsewhere', [file]],
  ['the file alone', file, file, [file]],
])(
  "of root's, %s is named, with the command that makes it and those in the way ours, and nothing else in them",
  async (_what, path, top, named) => {
    expect(await ownedByAnother(path, { us: us + 1, top })).toContain(`${named[0]} belongs to `);
    expect(await ownedByAnother(path, { us: us + 1, top })).toMatch(new RegExp(`${escape(advice(...named))}$`));
  },
);

(us === 0 ? test : test.skip).each([
  ['a link to a file', 'instances.json', file],
  ['a link to a directory', 'shared', directory],
])("%s of root's is no matter of the link: what it leads to is named", async (_, name, target) => {
  const link = join(dirname(home), name);
  symlinkSync(target, link);
  const said = await ownedByAnother(link, { us: us + 1 });
  expect(said).toContain(`${link} is a link to ${target}, which belongs to `);
  expect(said).toMatch(new RegExp(`${escape(`If it should be yours: sudo chown "$(id -un)" ${target}`)}$`));
});

test("what a person has among it is named, and nobody is told to take it, nor what is root's around it", async () => {
  const person = us === 0 ? 4711 : us;
  if (us === 0) chownSync(directory, person, person);
  const said = await ownedByAnother(file, { us: person + 1, top: home });
  expect(said).toMatch(us === 0 ? `${directory} belongs to the user with id 4711. Only they` : 'Only they');
  expect(said).not.toContain('chown');
  if (us === 0) chownSync(directory, 0, 0);
});

function escape(text: string): string {
  return text.replaceAll(/[$()]/g, String.raw`\$&`);
}
