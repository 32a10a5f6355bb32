import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { destroyLocalProd, planDestroy, planLocalProdDestroy } from '../../src/index.ts';
import {
  contextThat,
  destroy,
  git,
  main,
  neverAsked,
  plain,
  sandbox,
  signal,
  tree,
  write,
  yes,
} from '../support/destroy-scene.ts';

const markerText = () => readFileSync(join(tree, '.env.sandbox'), 'utf8');

describe('lines of a person’s in an .env.sandbox that goes alone', () => {
  const OWN = 'INSTANCE_ID=ktrdr--feat-x\n# mine\nMY_TOKEN=1\n';

  const changeAndSayYes = async () => {
    write('.env.sandbox', OWN.replace('=1', '=2'));
    return await yes();
  };

  describe.each<[string, { keepWorktree?: true }, string]>([
    ['of a directory that is kept', { keepWorktree: true }, ' --keep-worktree'],
    ['of one that was adopted', {}, ''],
  ])('%s', (_, options, flag) => {
    beforeEach(() => {
      if (options.keepWorktree === undefined) git(main, 'worktree', 'unlock', tree);
    });

    test('are told from ours also where the registry has a slot that there is not', async () => {
      write('.env.sandbox', `${OWN}SLOT_NUMBER=2\nKTRDR_API_PORT=8002\n`);
      const plan = await planDestroy(plain(), { ...sandbox, slot: 99 }, options);
      expect(plan).toMatchObject({ ignored: [{ what: '.env.sandbox', ownLines: 2 }] });
    });

    test('are named; a yes that saw them lets them go', async () => {
      write('.env.sandbox', OWN);
      const shown = { place: { kind: 'remove-marker' }, ignored: [{ what: '.env.sandbox', ownLines: 2 }] };
      expect(await planDestroy(plain(), sandbox, options)).toMatchObject(shown);
      expect(await destroy(options)).toMatchObject(shown);
      expect(existsSync(join(tree, '.env.sandbox'))).toBe(false);
    });

    test('stop it where nobody sees the plan, before anything is changed', async () => {
      write('.env.sandbox', OWN);
      await expect(destroy({ ...options, ignored: 'refuse', confirm: neverAsked })).rejects.toMatchObject({
        code: 'IGNORED_AT_RISK',
        message: `${tree} holds your own lines in .env.sandbox`,
        detail: '.env.sandbox: 2 lines of yours',
        hint: `Nothing was changed. Copy what you need, then discard the rest: ktrdr sandbox destroy --name ktrdr--feat-x${flag} --discard-ignored`,
      });
      expect(markerText()).toBe(OWN);
      await destroy({ ...options, ignored: 'discard' });
      expect(existsSync(join(tree, '.env.sandbox'))).toBe(false);
      expect(existsSync(join(tree, 'a.txt'))).toBe(true);
    });

    test.each([
      ['came', 'INSTANCE_ID=ktrdr--feat-x\n'],
      ['were changed', OWN],
    ])('that %s while it asked stay, unless all are let go', async (__, before) => {
      write('.env.sandbox', before);
      await expect(destroy({ ...options, confirm: changeAndSayYes })).rejects.toMatchObject({
        code: 'IGNORED_AT_RISK',
        hint: expect.stringContaining('while the command ran. Its containers are gone'),
      });
      expect(markerText()).toContain('MY_TOKEN=2');
      expect(await plain().registry.list()).toHaveLength(1);
      await destroy({ ...options, confirm: changeAndSayYes, ignored: 'discard' });
      expect(existsSync(join(tree, '.env.sandbox'))).toBe(false);
    });
  });

  test('of local-prod are named, and go with a yes', async () => {
    const { context } = contextThat();
    git(main, 'remote', 'set-url', 'origin', 'https://example.org/ktrdr.git');
    await context.registry.claimLocalProd({ path: main, createdAt: sandbox.createdAt });
    const file = join(main, '.env.sandbox');
    writeFileSync(file, 'INSTANCE_ID=ktrdr-prod\nMY_TOKEN=1\n');
    const shown = { place: { kind: 'remove-marker' }, ignored: [{ what: '.env.sandbox', ownLines: 1 }] };
    expect(await planLocalProdDestroy(context)).toMatchObject(shown);
    const confirm = async () => {
      writeFileSync(file, 'INSTANCE_ID=ktrdr-prod\nMY_TOKEN=2\n');
      return await yes();
    };
    await expect(destroyLocalProd(context, { confirm, signal })).rejects.toMatchObject({
      code: 'IGNORED_AT_RISK',
      hint: expect.stringMatching(/then run the command again: ktrdr local-prod destroy$/),
    });
    expect(await destroyLocalProd(context, { confirm: yes, signal })).toMatchObject(shown);
    expect(existsSync(file)).toBe(false);
    expect(existsSync(join(main, 'precious.txt'))).toBe(true);
  });
});
