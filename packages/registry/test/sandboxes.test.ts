import { dirname, join } from 'node:path';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { openRegistry, type InstanceClaim, type Registry } from '../src/index.ts';
import { temporaryDirectory } from '@ktrdr/test-support';

const directory = temporaryDirectory();
const localProd = { path: '/clones/prod', createdAt: '2026-01-01T00:00:00Z' };
const sandbox = (name: string, more: Partial<InstanceClaim> = {}): InstanceClaim => ({
  instanceId: `ktrdr--${name}`,
  path: `/clones/ktrdr--${name}`,
  createdAt: '2026-01-01T00:00:00Z',
  isWorktree: true,
  parentRepo: '/clones/ktrdr',
  ...more,
});

let registry: Registry;
let count = 0;

beforeEach(() => {
  const file = join(directory, String((count += 1)), 'instances.json');
  const ids = { localProdId: 'ktrdr-prod', localProdSlot: 0 };
  registry = openRegistry({ file, slots: { min: 1, max: 3 }, ...ids, command: 'a test' });
});

describe('sandboxes', () => {
  test('get the lowest free slot, a freed one again', async () => {
    for (const [name, slot] of [
      ['a', 1],
      ['b', 2],
      ['c', 3],
    ] as const) {
      expect(await registry.claim(sandbox(name))).toMatchObject({ instanceId: `ktrdr--${name}`, slot });
    }
    expect(await registry.release('ktrdr--b')).toMatchObject({ slot: 2 });
    expect(await registry.get('ktrdr--b')).toBeUndefined();
    expect(await registry.claim(sandbox('d'))).toMatchObject({ slot: 2 });
    expect((await registry.list()).map((one) => one.instanceId)).toEqual(['ktrdr--a', 'ktrdr--d', 'ktrdr--c']);
  });

  test('get the slot that was asked for, or pass over those to avoid', async () => {
    expect(await registry.claim(sandbox('a', { slot: 3 }))).toMatchObject({ slot: 3 });
    const avoid = new Map([[1, 'port 8001 is in use']]);
    expect(await registry.claim(sandbox('b', { avoid }))).toMatchObject({ slot: 2 });
    await expect(registry.claim(sandbox('c', { avoid }))).rejects.toMatchObject({
      code: 'NO_FREE_SLOT',
      detail: [
        'slot 1: port 8001 is in use',
        'slot 2: ktrdr--b (/clones/ktrdr--b)',
        'slot 3: ktrdr--a (/clones/ktrdr--a)',
      ].join('\n'),
    });
  });

  test('are written with the six keys of a record and nothing else', async () => {
    await registry.claim(sandbox('a', { avoid: new Map() }));
    expect(JSON.parse(await readFile(registry.file, 'utf8'))).toEqual({
      version: 1,
      local_prod: null,
      instances: {
        'ktrdr--a': {
          instance_id: 'ktrdr--a',
          slot: 1,
          path: '/clones/ktrdr--a',
          created_at: '2026-01-01T00:00:00Z',
          is_worktree: true,
          parent_repo: '/clones/ktrdr',
        },
      },
    });
  });

  const refusals: [string, InstanceClaim, string, RegExp][] = [
    ['an id twice', sandbox('a', { path: '/clones/z' }), 'INSTANCE_EXISTS', /ktrdr--a .*slot 1.*\/clones\/ktrdr--a/],
    ['a directory twice', sandbox('z', { path: '/clones/ktrdr--a/' }), 'PATH_REGISTERED', /sandbox ktrdr--a, slot 1/],
    ['the directory of local-prod', sandbox('z', { path: '/clones/prod' }), 'PATH_REGISTERED', /local-prod/],
    ['the id of local-prod', sandbox('z', { instanceId: 'ktrdr-prod' }), 'INSTANCE_RESERVED', /ktrdr-prod/],
    ['a taken slot', sandbox('z', { slot: 1 }), 'SLOT_TAKEN', /Slot 1 is taken by ktrdr--a \(\/clones\/ktrdr--a\)/],
    ['slot 0', sandbox('z', { slot: 0 }), 'SLOT_OUT_OF_RANGE', /Slot 0/],
    ['a slot past the last', sandbox('z', { slot: 4 }), 'SLOT_OUT_OF_RANGE', /Slot 4/],
    ['half a slot', sandbox('z', { slot: 1.5 }), 'SLOT_OUT_OF_RANGE', /Slot 1\.5/],
    ['an id that is no project name', sandbox('z', { instanceId: 'Feat X' }), 'INSTANCE_INVALID', /"Feat X"/],
    ['a relative path', sandbox('z', { path: 'clones/z' }), 'INSTANCE_INVALID', /path: not an absolute path/],
    ['a time without a zone', sandbox('z', { createdAt: '2026-01-01 00:00' }), 'INSTANCE_INVALID', /created_at/],
  ];
  test.each(refusals)('refuse %s', async (_what, claim, code, message) => {
    await registry.claimLocalProd(localProd);
    await registry.claim(sandbox('a'));
    const before = await readFile(registry.file, 'utf8');
    await expect(registry.claim(claim)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
    expect(await readFile(registry.file, 'utf8')).toBe(before);
  });

  test('keep their directory from becoming local-prod', async () => {
    await registry.claim(sandbox('a'));
    await expect(registry.claimLocalProd({ ...localProd, path: '/clones/ktrdr--a' })).rejects.toMatchObject({
      code: 'PATH_REGISTERED',
      message: expect.stringContaining('sandbox ktrdr--a'),
    });
  });

  test('are released only as long as they are the expected ones', async () => {
    const first = await registry.claim(sandbox('a'));
    await registry.release('ktrdr--a', { expected: first });
    const second = await registry.claim(sandbox('a', { createdAt: '2026-03-03T00:00:00Z' }));
    await expect(registry.release('ktrdr--a', { expected: first })).rejects.toMatchObject({ code: 'INSTANCE_CHANGED' });
    expect(await registry.get('ktrdr--a')).toEqual(second);
  });

  test('are released once; a second time finds nothing', async () => {
    await registry.claim(sandbox('a'));
    expect(await registry.release('ktrdr--a')).toMatchObject({ instanceId: 'ktrdr--a' });
    expect(await registry.release('ktrdr--a')).toBeUndefined();
    expect(await registry.release('constructor')).toBeUndefined();
  });

  test('share the file also within one process', async () => {
    const names = ['a', 'b', 'c'];
    const slots = await Promise.all(names.map(async (name) => (await registry.claim(sandbox(name))).slot));
    expect(new Set(slots)).toEqual(new Set([1, 2, 3]));
  });
});

const pool = (slots: object) => ({ version: 2, local_prod: null, instances: {}, slots });
const write = async (document: object) => {
  await mkdir(dirname(registry.file), { recursive: true });
  await writeFile(registry.file, JSON.stringify(document));
};
const slots = async (): Promise<unknown> => JSON.parse(await readFile(registry.file, 'utf8')).slots;

describe('claims under "slots", which a file of version 2 has', () => {
  const free = { claimed_by: null, claimed_at: null, status: 'stopped' };

  test('of a directory that becomes a sandbox are its own, and go when it is released, by id or by path', async () => {
    const place = '/clones/ktrdr--a';
    const more = { profile: 'light', infrastructure_path: '/pool/slot-2' };
    const taken = { claimed_at: '2026-01-01T00:00:00', status: 'running' };
    await write(pool({ '1': { claimed_by: 'ktrdr--a' }, '2': { ...more, ...taken, claimed_by: place }, '3': null }));
    await expect(registry.claim(sandbox('b', { slot: 2 }))).rejects.toMatchObject({ code: 'SLOT_TAKEN' });
    expect(await registry.claim(sandbox('a', { slot: 2 }))).toMatchObject({ slot: 2 });
    expect(await registry.slotClaims()).toEqual([
      { slot: 1, claimedBy: 'ktrdr--a', infrastructurePath: undefined },
      { slot: 2, claimedBy: place, infrastructurePath: '/pool/slot-2' },
    ]);
    await registry.release('ktrdr--a');
    expect(await slots()).toEqual({ '1': free, '2': { ...more, ...free }, '3': null });
    expect(await registry.claim(sandbox('b', { slot: 2 }))).toMatchObject({ slot: 2 });
  });

  test('of others stay, unless one is released by name, as it is', async () => {
    const before = { '1': { claimed_by: '/clones/x', note: 'kept' }, '2': { claimed_by: '/clones/y' } };
    await write(pool(before));
    await registry.claim(sandbox('a'));
    await registry.release('ktrdr--a');
    expect(await slots()).toEqual(before);
    await expect(registry.releaseSlotClaim({ slot: 1, claimedBy: '/clones/y' })).rejects.toMatchObject({
      code: 'INSTANCE_CHANGED',
    });
    await registry.releaseSlotClaim({ slot: 1, claimedBy: '/clones/x' });
    expect(await slots()).toEqual({ ...before, '1': { ...free, note: 'kept' } });
  });
});
