import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { temporaryDirectory } from '@ktrdr/test-support';
import { bytePath } from '../../src/core/byte-path.ts';
import { createFileCopier } from '../../src/shared-data/copy-file.ts';
import { scanTree } from '../../src/shared-data/scan-tree.ts';

const root = temporaryDirectory();
const [from, to] = [join(root, 'from'), join(root, 'to')];

/** Copies a file that something happens to between the look at it and its copy. */
async function copyAfter(size: number, change: () => void): Promise<number> {
  rmSync(to, { force: true });
  rmSync(from, { force: true });
  writeFileSync(from, Buffer.alloc(size, 'x'));
  const entry = (await scanTree(bytePath(root))).entries.find(({ path }) => path === '/from');
  if (entry === undefined) throw new Error('the file is not found');
  change();
  let bytes = 0;
  const { signal } = new AbortController();
  const onBytes = (more: number): void => void (bytes += more);
  await createFileCopier()({ from: bytePath(from), to: bytePath(to), entry, signal, onBytes });
  return bytes;
}

test.each([
  ['empty', 0],
  ['small', 10],
  ['as large as is read whole', 1024 * 1024],
  ['larger', 1024 * 1024 + 1],
])('a file that is %s', async (_, size) => {
  expect(await copyAfter(size, () => {})).toBe(size);
  expect(readFileSync(to).equals(readFileSync(from))).toBe(true);
  expect(lstatSync(to).mode).toBe(lstatSync(from).mode);
});

test.each([
  ['is cut', 10, 3],
  ['is emptied', 10, 0],
  ['of several parts is cut', 3 * 1024 * 1024, 1024 * 1024],
  ['grows', 10, 2 * 1024 * 1024],
])('a file that %s meanwhile is copied as it is then', async (_, size, then) => {
  expect(await copyAfter(size, () => truncateSync(from, then))).toBe(then);
  expect(readFileSync(to).equals(readFileSync(from))).toBe(true);
});

test.each<[string, () => void]>([
  ['a pipe, which nobody writes to', () => execFileSync('mkfifo', [from])],
  ['a link', () => symlinkSync('/etc/hostname', from)],
])('where %s has taken its place, nothing is copied, and nobody waits', async (_, make) => {
  await expect(
    copyAfter(10, () => {
      rmSync(from);
      make();
    }),
  ).rejects.toThrow(/no longer a file|ELOOP|EMLINK/);
  expect(existsSync(to)).toBe(false);
});
