import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { openRegistry, type Registry } from '../src/index.ts';
import { temporaryDirectory } from '@ktrdr/test-support';

const directory = temporaryDirectory();
const clone = { path: '/clones/ktrdr-prod', createdAt: '2026-01-01T00:00:00Z' };
const worktree = {
  instanceId: 'ktrdr--feat-x',
  path: '/clones/ktrdr--feat-x',
  createdAt: '2026-01-02T00:00:00Z',
  isWorktree: true,
  parentRepo: '/clones/ktrdr',
};

let file: string;
let registry: Registry;
let count = 0;
const open = () =>
  openRegistry({ file, slots: { min: 1, max: 10 }, localProdId: 'ktrdr-prod', localProdSlot: 0, command: 'a test' });

beforeEach(() => {
  file = join(directory, String((count += 1)), 'sandbox', 'instances.json');
  registry = open();
});

describe('local-prod', () => {
  test('local_prod not exists initially', async () => {
    expect(await registry.localProdExists()).toBe(false);
    expect(await registry.getLocalProd()).toBeUndefined();
    expect(existsSync(file)).toBe(false);
  });

  test('set and get local_prod', async () => {
    const claimed = await registry.claimLocalProd(clone);
    expect(claimed).toEqual({ instanceId: 'ktrdr-prod', slot: 0, ...clone, isWorktree: false, parentRepo: null });
    expect(await registry.localProdExists()).toBe(true);
    expect(await registry.getLocalProd()).toEqual(claimed);
  });

  test('clear local_prod', async () => {
    const claimed = await registry.claimLocalProd(clone);
    expect(await registry.clearLocalProd()).toEqual(claimed);
    expect(await registry.localProdExists()).toBe(false);
    expect(await registry.getLocalProd()).toBeUndefined();
    // Once more is no mistake: somebody else was faster.
    expect(await registry.clearLocalProd({ expected: clone })).toBeUndefined();
  });

  test('local_prod is_worktree false for clones', async () => {
    await registry.claimLocalProd(clone);
    const { local_prod: entry } = JSON.parse(await readFile(file, 'utf8'));
    expect(entry).toEqual({
      instance_id: 'ktrdr-prod',
      slot: 0,
      path: clone.path,
      created_at: clone.createdAt,
      is_worktree: false,
      parent_repo: null,
    });
  });

  test('local_prod singleton refuses an overwrite', async () => {
    const first = await registry.claimLocalProd(clone);
    const before = await readFile(file, 'utf8');
    await expect(registry.claimLocalProd({ ...clone, path: '/clones/second' })).rejects.toMatchObject({
      code: 'LOCAL_PROD_EXISTS',
      message: expect.stringContaining(clone.path),
    });
    // The same directory too: whoever claims believes that nothing is there yet.
    await expect(registry.claimLocalProd(clone)).rejects.toMatchObject({ code: 'LOCAL_PROD_EXISTS' });
    expect(await registry.getLocalProd()).toEqual(first);
    expect(await readFile(file, 'utf8')).toBe(before);
  });

  test('local_prod persists across load', async () => {
    const claimed = await registry.claimLocalProd(clone);
    expect(await open().getLocalProd()).toEqual(claimed);
  });

  test('local_prod independent of sandboxes', async () => {
    const localProd = await registry.claimLocalProd(clone);
    const sandbox = await registry.claim(worktree);
    expect(await registry.list()).toEqual([sandbox]);
    expect(await registry.get('ktrdr-prod')).toBeUndefined();

    await registry.release(sandbox.instanceId);
    expect(await registry.getLocalProd()).toEqual(localProd);

    const again = await registry.claim(worktree);
    await registry.clearLocalProd();
    expect(await registry.list()).toEqual([again]);
  });

  test('is cleared only as long as it is the expected one', async () => {
    const claimed = await registry.claimLocalProd(clone);
    for (const expected of [
      { ...clone, path: '/clones/other' },
      { ...clone, createdAt: '2026-02-02T00:00:00Z' },
    ]) {
      await expect(registry.clearLocalProd({ expected })).rejects.toMatchObject({ code: 'INSTANCE_CHANGED' });
      expect(await registry.getLocalProd()).toEqual(claimed);
    }
    expect(await registry.clearLocalProd({ expected: claimed })).toEqual(claimed);
  });
});
