import { chmodSync, lstatSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { gatherForbidden } from '../../src/doctor/gather-forbidden.ts';
import { type Files, forbiddenAt } from '../../src/entries/forbidden-at.ts';
import { homeOf } from '../../src/core/home.ts';
import { judgeForbidden } from '../../src/doctor/judge-forbidden.ts';
import { buildPrograms, startProgram, temporaryDirectory } from '@ktrdr/test-support';

const root = temporaryDirectory();
let home = homeOf({ KTRDR_HOME: root });
let count = 0;
beforeEach(() => {
  home = homeOf({ KTRDR_HOME: join(root, String((count += 1))) });
  mkdirSync(home.operations, { recursive: true, mode: 0o755 });
  mkdirSync(home.shared, { mode: 0o755 });
});
const us = process.geteuid?.() ?? 0;
const sandbox = (): string => join(home.root, 'sandbox');
const lock = (): string => join(home.operations, 'a.lock');

/** A file system that answers of a path with an error, and of the others as it is. */
const answering = (path: string, code: string, question: 'access' | 'readdir', owner = us) => {
  const refuse = async (asked: string): Promise<void> => {
    if (asked === path) await Promise.reject(Object.assign(new Error(`${code}: ${path}`), { code }));
  };
  const files: Files = {
    access: async (asked) => await (question === 'access' ? refuse(String(asked)) : Promise.resolve()),
    lstat: async (asked) => await Promise.resolve(Object.assign(lstatSync(asked), { uid: owner })),
    readdir: async (asked) => {
      if (question === 'readdir') await refuse(asked);
      return readdirSync(asked);
    },
  };
  return files;
};

describe('what may not be used', () => {
  beforeEach(() => writeFileSync(lock(), ''));

  test.each<[string, () => string, string, 'access' | 'readdir']>([
    ['a home alone, whatever is in it', () => home.root, 'EACCES', 'access'],
    ['a lock', lock, 'EACCES', 'access'],
    ['the directory for shared data', () => home.shared, 'EACCES', 'access'],
    ['a directory that cannot be listed', () => home.operations, 'EPERM', 'readdir'],
  ])('is found: %s', async (_, path, code, question) => {
    expect(await gatherForbidden(home, answering(path(), code, question))).toEqual([
      { path: path(), owner: undefined },
    ]);
  });

  test('is found with the command that takes the mark off, where one lets nobody write it', async () => {
    expect(await gatherForbidden(home, answering(lock(), 'EPERM', 'access'))).toEqual([
      { path: lock(), owner: undefined, unmark: expect.stringMatching(/^sudo (chattr -i|chflags nouchg)$/) },
    ]);
  });

  test.each([
    ['a home', () => home.root],
    ['a registry', () => home.registry],
    ['the directory for shared data', () => home.shared],
  ])('is found where %s is a link to it, by its real path', async (_, link) => {
    rmSync(link(), { recursive: true, force: true });
    const target = `${home.root}-target`;
    mkdirSync(target);
    symlinkSync(target, link());
    expect(await gatherForbidden(home, answering(target, 'EACCES', 'access', us + 1))).toEqual([
      { path: target, link: link(), owner: us + 1 },
    ]);
  });

  test('is found with its owner, where that is another', async () => {
    const files = answering(lock(), 'EACCES', 'access', us + 1);
    expect(await gatherForbidden(home, files)).toEqual([{ path: lock(), owner: us + 1 }]);
  });

  test.each([
    [us, { repair: { kind: 'commands', commands: [expect.stringMatching(/^chmod u\+x /)] } }],
    [us + 1, { text: expect.stringMatching(/ belongs to /), repair: { kind: 'advice' } }],
  ])('is found where a directory on the way lets nobody further, which is of %s', async (owner, expected) => {
    const files: Files = {
      ...answering('', '', 'access', owner),
      lstat: async (asked) => {
        if (asked === sandbox()) return Object.assign(lstatSync(asked), { uid: owner });
        return await Promise.reject(Object.assign(new Error('no'), { code: 'EACCES' }));
      },
    };
    const found = await forbiddenAt(lock(), { files });
    expect(found).toMatchObject([{ path: sandbox(), isOnTheWay: true }]);
    expect(judgeForbidden(found)).toMatchObject([expected]);
  });

  test('is found where its disk is mounted read-only, and no chown is advised', async () => {
    const found = await gatherForbidden(home, answering(home.root, 'EROFS', 'access', us + 1));
    expect(found).toEqual([{ path: home.root, owner: undefined, isReadOnly: true }]);
    expect(judgeForbidden(found)).toMatchObject([
      {
        text: expect.stringContaining('read-only'),
        repair: { kind: 'advice', text: expect.stringContaining('findmnt') },
      },
    ]);
  });

  test('is none where it went meanwhile', async () => {
    expect(await gatherForbidden(home, answering(lock(), 'ENOENT', 'access'))).toEqual([]);
  });

  test.each([
    ['the directory for shared data', () => home.shared],
    ['the directory of all registries', sandbox],
    ['a lock', lock],
  ])('is nothing where %s is a link that leads to itself', async (_, link) => {
    rmSync(link(), { recursive: true, force: true });
    symlinkSync(link(), link());
    expect(await gatherForbidden(home)).toEqual([]);
  });

  test('is nothing where there is no home', async () => {
    expect(await gatherForbidden(homeOf({ KTRDR_HOME: join(root, 'none') }))).toEqual([]);
  });
});

describe('a home that may not be used', () => {
  const programs = temporaryDirectory();
  const isRoot = us === 0;
  // Permissions do not stop root: as root, the program runs as nobody, and the files are another user's.
  const user = isRoot ? { uid: 65_534, gid: 65_534 } : {};
  const advice = isRoot ? 'belongs to root, as after a sudo. Make it yours: sudo chown ' : 'can read|writable|readable';
  // A command is the last of it: nothing is glued to what is copied.
  const end = isRoot ? String.raw`chown "\$\(id -un\)"( \S+)+` : 'disk is not full.';
  beforeAll(() => {
    buildPrograms(programs, import.meta.url);
    chmodSync(programs, 0o755);
    chmodSync(root, 0o755);
  });

  async function lines(): Promise<readonly string[]> {
    const program = startProgram(programs, 'forbidden', { home: home.root, directory: root }, user);
    expect((await program.ended).stderr).toBe('');
    return program.lines;
  }

  test('is named by every command that needs it, and does not end the doctor', async () => {
    chmodSync(home.root, 0o000);
    const said = await lines();
    chmodSync(home.root, 0o755);
    const whose = expect.stringMatching(advice);
    expect(said.slice(0, -1).map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
      'operation-lock LOCK_FAILED',
      'shared-lock LOCK_FAILED',
      'journals JOURNAL_UNREADABLE',
      'read-journal JOURNAL_UNREADABLE',
      'write-journal JOURNAL_UNWRITABLE',
      'read-volumes VOLUME_RECORD_UNREADABLE',
      'write-volumes VOLUME_RECORD_UNWRITABLE',
      'read-engine ENGINE_RECORD_UNREADABLE',
      'write-engine ENGINE_RECORD_UNWRITABLE',
    ]);
    const unread = isRoot ? said.slice(0, -1) : said.slice(0, 3);
    expect(unread).toEqual(unread.map(() => whose));
    for (const what of ['write-volumes', 'write-engine'])
      expect(said).toContainEqual(expect.stringMatching(`^${what} .*${end}$`));
    expect(said.at(-1)).toMatch(/^found .*REGISTRY_FORBIDDEN FILE_FORBIDDEN/);
  });

  test('of a lock and a record alone too', async () => {
    mkdirSync(home.volumes);
    const files = [lock(), join(home.volumes, 'a.json')];
    for (const file of files) writeFileSync(file, '{"volumes":[]}');
    for (const path of [home.root, sandbox(), home.operations, home.volumes, home.shared]) chmodSync(path, 0o777);
    for (const file of files) chmodSync(file, 0o000);
    const said = await lines();
    expect(said).toContainEqual(expect.stringMatching(`^operation-lock LOCK_FAILED .*(${advice})`));
    expect(said).toContainEqual(expect.stringMatching(`^read-volumes VOLUME_RECORD_UNREADABLE .*(${advice})`));
    expect(said.at(-1)).toMatch(/FILE_FORBIDDEN FILE_FORBIDDEN/);
    expect(readdirSync(home.operations)).toContain('a.lock');
  });
});
