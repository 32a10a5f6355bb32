import { resolveSandbox } from '../../src/internal.ts';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { at, main, plain, tree } from '../support/destroy-scene.ts';

const named = async (name: string) => await resolveSandbox(plain(), { name, directory: () => '/', verb: 'destroy' });

describe('which sandbox', () => {
  test('by its id, by its id without ktrdr--, by a directory in it, also when that is gone', async () => {
    for (const name of ['ktrdr--feat-x', 'feat-x']) expect((await named(name)).id).toBe('ktrdr--feat-x');
    expect((await at(join(tree, 'docs'))).id).toBe('ktrdr--feat-x');
    rmSync(tree, { recursive: true });
    expect((await at(join(tree, 'docs'))).id).toBe('ktrdr--feat-x');
  });

  test('an unknown one: the registered ones are listed', async () => {
    await expect(named('feat-y')).rejects.toMatchObject({
      code: 'NO_SUCH_SANDBOX',
      hint: expect.stringContaining(`ktrdr--feat-x (${tree})`),
    });
  });

  test.each(['ktrdr-prod', 'local-prod'])('%s is none', async (name) => {
    await expect(named(name)).rejects.toMatchObject({
      code: 'NOT_A_SANDBOX',
      hint: expect.stringContaining('ktrdr local-prod destroy'),
    });
  });

  test("local-prod's directory belongs to another command", async () => {
    await plain().registry.claimLocalProd({ path: main, createdAt: '2026-01-02T03:04:05.000Z' });
    await expect(at(main)).rejects.toMatchObject({
      code: 'NOT_IN_SANDBOX',
      hint: expect.stringContaining('ktrdr local-prod destroy'),
    });
  });
});
