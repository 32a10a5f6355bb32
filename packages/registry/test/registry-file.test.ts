import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { acquireFileLock } from '@ktrdr/durable-files';
import { openRegistry, type Registry } from '../src/index.ts';
import { buildPrograms, startProgram, temporaryDirectory } from '@ktrdr/test-support';

const root = temporaryDirectory();
const localProd = { path: '/clones/prod', createdAt: '2026-01-01T00:00:00Z' };
const sandbox = { ...localProd, instanceId: 'a', path: '/clones/a', isWorktree: false, parentRepo: null };
const names = { localProdId: 'prod', localProdSlot: 0, command: 'a test' };
const open = (file: string, lockWaitMs?: number) =>
  openRegistry({ file, slots: { min: 1, max: 3 }, ...names, lockWaitMs });

let directory: string;
let registry: Registry;
let count = 0;

beforeEach(() => {
  directory = join(root, String((count += 1)));
  mkdirSync(directory);
  registry = open(join(directory, 'instances.json'));
});

describe('a file that cannot be read stays as it is, byte for byte, whatever is tried', () => {
  test.each([
    ['empty', Buffer.alloc(0)],
    ['cut short', Buffer.from('{"version": 1, "instances": {"a": {')],
    ['of a newer version', Buffer.from('{"version": 3, "instances": {}}')],
    ['not UTF-8', Buffer.from([...Buffer.from('{"version": 1, "note": "'), 0xff, ...Buffer.from('"}')])],
  ])('%s', async (_what, bytes) => {
    writeFileSync(registry.file, bytes);
    for (const attempt of [
      () => registry.read(),
      () => registry.localProdExists(),
      () => registry.getLocalProd(),
      () => registry.claimLocalProd(localProd),
      () => registry.clearLocalProd(),
      () => registry.get('a'),
      () => registry.list(),
      () => registry.claim(sandbox),
      () => registry.release('a'),
    ]) {
      await expect(attempt()).rejects.toMatchObject({
        code: 'REGISTRY_UNREADABLE',
        message: expect.stringContaining(registry.file),
        hint: expect.stringContaining('Nothing was changed.'),
      });
    }
    expect(readFileSync(registry.file).equals(bytes)).toBe(true);
    expect(readdirSync(directory)).toEqual(['instances.json']);
  });
});

test('a directory in the place of the file is unreadable, not empty', async () => {
  mkdirSync(registry.file);
  await expect(registry.list()).rejects.toMatchObject({ code: 'REGISTRY_UNREADABLE' });
});

describe('symbolic links', () => {
  test('a file behind a link is changed there, and the link stays', async () => {
    const real = join(directory, 'real');
    mkdirSync(real);
    symlinkSync(join(real, 'kept.json'), registry.file);
    writeFileSync(join(real, 'kept.json'), '{"version": 1, "note": "kept"}', { mode: 0o640 });
    await Promise.all([registry.claim(sandbox), open(join(real, 'kept.json')).claimLocalProd(localProd)]);

    expect(JSON.parse(readFileSync(join(real, 'kept.json'), 'utf8'))).toMatchObject({
      note: 'kept',
      local_prod: { path: '/clones/prod' },
      instances: { a: { slot: 1 } },
    });
    // One lock for both names.
    expect(readdirSync(directory).toSorted((a, b) => a.localeCompare(b))).toEqual(['instances.json', 'real']);
  });

  test.each(['instances.json', 'home'])('a link that leads nowhere is no empty registry: %s', async (name) => {
    symlinkSync(join(directory, 'unmounted'), join(directory, name));
    const broken = name === 'home' ? open(join(directory, 'home', 'sandbox', 'instances.json')) : registry;
    for (const attempt of [() => broken.list(), () => broken.claim(sandbox)]) {
      await expect(attempt()).rejects.toMatchObject({
        code: 'REGISTRY_UNREADABLE',
        message: expect.stringContaining(`${join(directory, name)} is a symbolic link`),
      });
    }
    expect(readdirSync(directory)).toEqual([name]);
  });

  test('a link to a directory in which nothing is yet is an empty registry', async () => {
    mkdirSync(join(directory, 'disk'));
    symlinkSync(join(directory, 'disk'), join(directory, 'home'));
    const linked = open(join(directory, 'home', 'sandbox', 'instances.json'));
    expect(await linked.list()).toEqual([]);
    await linked.claim(sandbox);
    expect(readdirSync(join(directory, 'disk', 'sandbox'))).toContain('instances.json');
  });
});

describe('where nothing can be written', () => {
  const home = temporaryDirectory();
  // Permissions do not stop root: as root, the program runs as nobody.
  const user = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
  const claim = (file: string) => startProgram(home, 'claim', { file, id: 'a', slots: { min: 1, max: 3 } }, user);
  beforeAll(() => buildPrograms(home, import.meta.url));

  test.each([
    ['an empty directory', {}],
    ['a registry', { 'instances.json': '{"version": 1}' }],
    ['a registry and its lock', { 'instances.json': '{"version": 1}', 'instances.json.lock': '' }],
  ])('%s: a clear error, and nothing changed', async (_what, files) => {
    chmodSync(root, 0o755);
    for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text, { mode: 0o666 });
    for (const name of Object.keys(files)) chmodSync(join(directory, name), 0o666);
    chmodSync(directory, 0o555);

    const program = claim(registry.file);
    await program.ended;
    chmodSync(directory, 0o755);
    expect(program.lines).toEqual([
      expect.stringMatching(
        new RegExp(`^refused REGISTRY_WRITE_FAILED Cannot write the registry ${registry.file}: .*EACCES`),
      ),
    ]);
    expect(readdirSync(directory)).toEqual(Object.keys(files));
    expect(existsSync(registry.file) ? readFileSync(registry.file, 'utf8') : '{"version": 1}').toBe('{"version": 1}');
  });

  test('a registry that may not be read is told from one that is broken', async () => {
    chmodSync(root, 0o755);
    writeFileSync(registry.file, '{"version": 1}', { mode: 0o000 });
    const program = claim(registry.file);
    await program.ended;
    expect(program.lines).toEqual([
      expect.stringMatching(/^refused REGISTRY_FORBIDDEN Cannot read the registry .*EACCES/),
    ]);
  });

  test('a write that is cut short, as by a full disk, leaves the old file and nothing else', async () => {
    const before = JSON.stringify({ version: 1, note: 'x'.repeat(20_000) });
    writeFileSync(registry.file, before);
    const input = { file: registry.file, id: 'a', slots: { min: 1, max: 3 } };
    // In blocks of 512 or 1024 bytes; the file needs more.
    const program = startProgram(home, 'claim', input, { setUp: 'ulimit -f 8' });
    await program.ended;
    expect(program.lines).toEqual([expect.stringMatching(/^refused REGISTRY_WRITE_FAILED .*EFBIG/)]);
    expect(readFileSync(registry.file, 'utf8')).toBe(before);
    expect(readdirSync(directory)).toEqual(['instances.json', 'instances.json.lock']);
  });
});

test('a change keeps mode and owner; a new file is for the user alone', async () => {
  await registry.claim(sandbox);
  expect(statSync(registry.file).mode & 0o777).toBe(0o600);
  chmodSync(registry.file, 0o664);
  await registry.claimLocalProd(localProd);
  expect(statSync(registry.file).mode & 0o777).toBe(0o664);
});

test('what killed writers left behind is removed, and nothing else', async () => {
  const left = ['instances.json.4711-0123abcd.tmp', 'instances.json.1-ffffffff.tmp'];
  const others = ['instances.json.1', 'instances.json.bak', 'instances.json.tmp', 'other.json.1-ffffffff.tmp'];
  for (const name of [...left, ...others]) writeFileSync(join(directory, name), 'x');
  await registry.claim(sandbox);
  expect(new Set(readdirSync(directory))).toEqual(new Set([...others, 'instances.json', 'instances.json.lock']));
});

test('a live holder of the lock is named, and is waited for no longer than was said', async () => {
  const lock = await acquireFileLock({ file: `${registry.file}.lock`, command: 'ktrdr sandbox create' });
  const impatient = open(registry.file, 200);
  await expect(impatient.claim(sandbox)).rejects.toMatchObject({
    code: 'REGISTRY_LOCKED',
    message: `The registry ${registry.file} is locked by process ${process.pid} (ktrdr sandbox create); waited 0.2 s`,
  });
  // Who only reads needs no lock.
  expect(await impatient.list()).toEqual([]);
  if (lock.kind === 'acquired') lock.lock.release();
  expect(await impatient.claim(sandbox)).toMatchObject({ slot: 1 });
});
