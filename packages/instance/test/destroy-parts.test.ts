import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { getuid } from 'node:process';
import { describe, expect, test } from '@jest/globals';
import { createContext } from '../src/index.ts';
import { type IgnoredFiles, listIgnored } from '../src/destroy/ignored-files.ts';
import { countWork, listWork } from '../src/git/list-work.ts';
import { isMountPoint, mountsBelow, parseMounts } from '../src/entries/mounts-below.ts';
import { mountedElsewhere, throughMounts } from '../src/entries/through-mounts.ts';
import { assertNothingInside } from '../src/destroy/assert-nothing-inside.ts';
import { removeForeignDirectories } from '../src/destroy/remove-foreign-directories.ts';
import { surveyWorktree } from '../src/destroy/survey-worktree.ts';
import { cameSince } from '../src/entries/came-since.ts';
import { seeEntries } from '../src/entries/see-entries.ts';
import { aResult, aSandbox } from './support/a.ts';
import { temporaryDirectory } from '@ktrdr/test-support';

const root = temporaryDirectory();
const me = getuid?.() ?? 0;

describe('mounts', () => {
  // Linux 6, as printed; the second is at "/w/with space".
  const text =
    '36 35 98:0 / /w rw,noatime shared:1 - ext4 /dev/sda1 rw\n' +
    String.raw`37 36 98:0 /data /w/with\040space rw - ext4 /dev/sda1 rw` +
    '\n38 35 0:20 / /wx rw - tmpfs tmpfs rw\n' +
    '39 35 98:0 /volumes-of-mine/a /var/lib/docker/volumes/x_data/_data rw - ext4 /dev/sda1 rw\n' +
    '40 35 98:0 /volumes-of-mine/b /mnt/wsl/docker-desktop-bind-mounts/Debian/0a rw - ext4 /dev/sda1 rw\n';

  test('are read with what is escaped in them', () => {
    expect(parseMounts(text)).toEqual([
      { device: '98:0', root: '/', point: '/w' },
      { device: '98:0', root: '/data', point: '/w/with space' },
      { device: '0:20', root: '/', point: '/wx' },
      { device: '98:0', root: '/volumes-of-mine/a', point: '/var/lib/docker/volumes/x_data/_data' },
      { device: '98:0', root: '/volumes-of-mine/b', point: '/mnt/wsl/docker-desktop-bind-mounts/Debian/0a' },
    ]);
  });

  test('count below a directory, not at it and not beside it', async () => {
    writeFileSync(join(root, 'mountinfo'), text);
    expect(await mountsBelow('/w', join(root, 'mountinfo'))).toEqual(['/w/with space']);
  });

  test('a directory is one itself where the system says so, or where it is on another disk', async () => {
    const file = join(root, 'own-mountinfo');
    writeFileSync(file, `36 35 98:0 / ${root} rw - ext4 /dev/sda1 rw\n`);
    expect(await isMountPoint(root, file)).toBe(true);
    expect(await isMountPoint(root, join(root, 'missing'))).toBe(false);
    if (process.platform === 'linux') expect(await isMountPoint('/proc', join(root, 'missing'))).toBe(true);
  });

  test('are none where the system does not tell', async () => {
    expect(await mountsBelow('/w', join(root, 'missing'))).toEqual([]);
  });

  test.each<[string, string, readonly string[], Readonly<Record<string, string>>]>([
    ['what is mounted a second time', '/w/data', ['/w/with space/a'], { '/w/with space/a': '/w/data/a' }],
    ['what is mounted at the directory', '/w/data/b', ['/w/with space/b'], { '/w/with space/b': '/w/data/b' }],
    ['what is in it anyway', '/w/data', ['/w/data/a'], {}],
    ['what is beside it', '/w/data', ['/w/with space', '/w/database', '/w'], { '/w/with space': '/w/data' }],
    ['what is on another disk', '/wx', ['/w/data'], {}],
  ])('lead into a directory by another path: %s', async (_, directory, paths, found) => {
    writeFileSync(join(root, 'mountinfo'), text);
    expect(Object.fromEntries(await throughMounts(directory, paths, join(root, 'mountinfo')))).toEqual(found);
    expect(await throughMounts(directory, paths, join(root, 'missing'))).toEqual(new Map());
  });

  test.each<[string, string, Readonly<Record<string, string>>]>([
    ['what is in it', '/w/data', { '/w/with space': '/w/data' }],
    ['what is not in it', '/w/other', {}],
    ['all of it, for which it is mounted itself', '/w/with space', {}],
    ['what is on another disk', '/wx', {}],
    ['what an Engine has mounted', '/w/volumes-of-mine', {}],
  ])('show what is in a directory at other places: %s', async (_, directory, found) => {
    writeFileSync(join(root, 'mountinfo'), text);
    expect(Object.fromEntries(await mountedElsewhere(directory, join(root, 'mountinfo')))).toEqual(found);
  });

  test('the system has some', async () => {
    if (process.platform === 'linux') expect(await mountsBelow('/')).toContain('/proc');
  });
});

describe('a survey', () => {
  const tree = join(root, 'tree');
  const survey = async (uid: number) => await surveyWorktree(tree, uid);
  mkdirSync(join(tree, 'cache', 'deep', '.git'), { recursive: true });
  mkdirSync(join(tree, 'readable'));
  mkdirSync(join(tree, '.git'));
  mkdirSync(join(root, 'outside', '.git'), { recursive: true });
  symlinkSync(join(root, 'outside'), join(tree, 'link'));

  test('finds repositories, follows no link and does not mind its own .git', async () => {
    expect(await survey(me)).toMatchObject({ foreign: [], closed: [], repositories: ['cache/deep'], mounts: [] });
  });

  test("finds another user's directories, the outermost, but not the worktree itself", async () => {
    const { foreign } = await survey(me + 1);
    expect(foreign.toSorted((a, b) => a.localeCompare(b))).toEqual(['.git', 'cache', 'readable']);
  });

  test('root may remove anything', async () => {
    expect(await survey(0)).toMatchObject({ foreign: [], closed: [] });
  });

  test('finds own directories that are closed', async () => {
    if (me === 0) return;
    chmodSync(join(tree, 'readable'), 0o500);
    expect((await survey(me)).closed).toEqual(['readable']);
    chmodSync(join(tree, 'readable'), 0o700);
  });

  test('finds repositories, bare ones too, below a directory that is closed', async () => {
    const bare = join(tree, 'readable', 'bare.git');
    for (const name of ['objects', 'refs']) mkdirSync(join(bare, name), { recursive: true });
    writeFileSync(join(bare, 'HEAD'), 'ref: refs/heads/main\n');
    chmodSync(join(tree, 'readable'), 0o500);
    const { repositories } = await survey(me);
    chmodSync(join(tree, 'readable'), 0o700);
    expect(repositories.toSorted()).toEqual(['cache/deep', 'readable/bare.git']);
  });
});

describe('names that are not UTF-8', () => {
  // Other file systems do not take such a name.
  const takesBytes = process.platform === 'linux';
  const odd = join(root, 'odd');
  const bytes = (name: string): Buffer => Buffer.from(join(odd, name), 'latin1');
  mkdirSync(odd);
  if (takesBytes) mkdirSync(bytes('caf\u00E9/repository/.git'), { recursive: true });

  test('hide no repository from a survey', async () => {
    if (takesBytes) expect((await surveyWorktree(odd, me)).repositories).toEqual(['caf\uFFFD/repository']);
  });

  test('hide nothing that came since', async () => {
    if (!takesBytes) return;
    writeFileSync(bytes('caf\u00E9/old'), 'x');
    const seen = await seeEntries(odd);
    expect(await cameSince(odd, seen)).toEqual([]);
    writeFileSync(bytes('caf\u00E9/r\u00E9sum\u00E9'), 'x');
    expect(await cameSince(odd, seen)).toEqual([{ kind: 'untracked', what: 'caf\uFFFD/r\uFFFDsum\uFFFD' }]);
  });
});

/** A context whose Docker does as it is told, or says why not. */
function contextThat(says: (args: readonly string[]) => string | undefined = () => undefined) {
  const lines: (readonly string[])[] = [];
  const context = createContext({
    env: { HOME: root },
    command: 'a test',
    run: async (_, args) => {
      lines.push(args);
      const stderr = says(args);
      return await Promise.resolve(stderr === undefined ? aResult() : aResult({ exitCode: 125, stderr }));
    },
  });
  return { context, lines };
}

const removal = (alone: string): string[] => {
  const mount = `"type=bind","source=/clones/with, ""both""","target=/worktree","${alone}"`;
  const options = ['--rm', '--pull', 'never', '--network', 'none', '--user', '0:0', '--mount', mount];
  return ['run', ...options, '--entrypoint', 'rm', 'ktrdr:dev', '-rf', '--', '/worktree/cache', '/worktree/a b'];
};

describe("another user's directories", () => {
  const path = '/clones/with, "both"';
  test('are removed by a container that sees the worktree alone, nothing that is mounted in it, and no network', async () => {
    const { context, lines } = contextThat();
    await removeForeignDirectories(context, path, { directories: ['cache', 'a b'], image: 'ktrdr:dev' });
    expect(lines).toEqual([removal('bind-recursive=disabled')]);
  });

  test('are removed in the same way by a Docker before 25', async () => {
    // As the client of 24 says it.
    const says = `invalid argument "…" for "--mount" flag: unexpected key 'bind-recursive' in 'bind-recursive=disabled'`;
    const { context, lines } = contextThat((args) => (args.join(' ').includes('bind-recursive') ? says : undefined));
    await removeForeignDirectories(context, path, { directories: ['cache', 'a b'], image: 'ktrdr:dev' });
    expect(lines).toEqual([removal('bind-recursive=disabled'), removal('bind-nonrecursive=true')]);
  });

  test('many take several containers, none takes none', async () => {
    const { context, lines } = contextThat();
    await removeForeignDirectories(context, path, { directories: [], image: 'ktrdr:dev' });
    expect(lines).toEqual([]);
    const directories = Array.from({ length: 501 }, (_, index) => String(index));
    await removeForeignDirectories(context, path, { directories, image: 'ktrdr:dev' });
    expect(lines.map((line) => line.length)).toEqual([500 + 15, 1 + 15]);
  });

  test.each([
    ['without an image', undefined, undefined],
    ['when the container fails', 'ktrdr:dev', 'no such image'],
  ])('%s it says how to go on', async (_, image, stderr) => {
    const { context } = contextThat(() => stderr);
    const directories = ['a', 'b', 'c', 'd'];
    await expect(removeForeignDirectories(context, path, { directories, image })).rejects.toMatchObject({
      code: 'FOREIGN_FILES',
      message: expect.stringMatching(/: a, b, c and 1 more$/),
      hint: expect.stringMatching(/sudo chown -R "\$\(id -un\)" '\S+ "both"\/a' .* '\S+ "both"\/d'$/),
      detail: stderr,
    });
  });
});

const at = (...paths: string[]) => paths.map((path) => ({ path, what: 'a worktree', first: `Move ${path} first.` }));

test('what lies in the directory stops it, what lies beside does not', () => {
  const sandbox = aSandbox();
  // Shared data may be linked to the very directory.
  expect(() => assertNothingInside(sandbox, at(sandbox.path), '')).toThrow();
  expect(() => assertNothingInside(sandbox, at(`${sandbox.path}-2`), '')).not.toThrow();
  expect(() => assertNothingInside(sandbox, at(`${sandbox.path}/inner`), 'All is as it was.')).toThrow(
    expect.objectContaining({ code: 'NOT_EMPTY', message: expect.stringContaining('inner (a worktree)') }),
  );
  // Each with how it gets out of there, and nothing of what lies elsewhere.
  expect(() =>
    assertNothingInside(sandbox, at(`${sandbox.path}/a`, `${sandbox.path}-2`), 'Nothing was changed.'),
  ).toThrow(
    expect.objectContaining({
      hint: `Nothing was changed.\nMove ${sandbox.path}/a first.\nOr keep the directory: ktrdr sandbox destroy --name ${sandbox.id} --keep-worktree`,
    }),
  );
});

test('work is counted and listed', () => {
  const files = Array.from({ length: 22 }, (_, index) => ({ kind: 'untracked', what: `${index}.txt` }) as const);
  expect(countWork([{ kind: 'change', what: 'a' }, ...files])).toBe('1 uncommitted change, 22 untracked files');
  expect(listWork(files).slice(-2)).toEqual(['untracked file: 19.txt', 'and 2 more']);
  expect(listWork([])).toEqual([]);
});

const ignored = (what: string, bytes: number, envFiles: readonly string[] = []): IgnoredFiles => ({
  what,
  files: 1,
  bytes,
  envFiles,
});

describe('what git ignores is listed', () => {
  test('a line for each, with the names of what may be keys', () => {
    const found = [ignored('.env', 10, ['.env']), { ...ignored('output/', 2048, ['output/.env.a']), files: 2 }];
    expect(listIgnored(found)).toEqual(['.env: 1 file, 10 bytes', 'output/: 2 files, 2.0 kB (output/.env.a)']);
    const closed = { what: 'output/', files: 1, bytes: 0, envFiles: [], unreadable: ['output/r'] };
    expect(listIgnored([closed, { ...closed, files: 3, bytes: 2_000 }])).toEqual([
      'output/: the contents of output/r, which you may not read',
      'output/: 2 files, 2.0 kB, and the contents of output/r, which you may not read',
    ]);
  });

  test('of many the largest, after what may be keys, and how many more', () => {
    const many = Array.from({ length: 30 }, (_, index) => ignored(`${index}.parquet`, index * 1000));
    const lines = listIgnored([...many, ignored('.env.local', 10, ['.env.local'])]);
    expect(lines).toHaveLength(21);
    expect(lines.slice(0, 2)).toEqual(['.env.local: 1 file, 10 bytes', expect.stringMatching(/^29\.parquet: /)]);
    expect(lines.at(-1)).toMatch(/^and 11 more: 11 files, /);
  });
});
