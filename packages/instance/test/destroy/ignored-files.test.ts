import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { planDestroy } from '../../src/index.ts';
import {
  contextThat,
  destroy,
  expectDestroyed,
  git,
  main,
  neverAsked,
  place,
  plain,
  sandbox,
  tree,
  write,
  yes,
} from '../support/destroy-scene.ts';

const ignored = () => {
  mkdirSync(join(tree, 'output', 'node_modules', 'x'), { recursive: true });
  write('output/best.pt', 'weights');
  write('output/.env.local', 'KEY=1');
  write('output/node_modules/x/.env', 'KEY=1');
  write('a.log');
};
const ignoreAndSayYes = async () => {
  ignored();
  return await yes();
};

const writeMoreAndSayYes = async () => {
  write('output/more.pt');
  return await yes();
};

const writeLinesAndSayYes = async () => {
  write('.env.sandbox', 'INSTANCE_ID=ktrdr--feat-x\n# mine\nMY_TOKEN=2\n');
  return await yes();
};

describe('files that git ignores', () => {
  test('are looked for in the checkouts in which work is looked for: those are asked for once', async () => {
    git(main, 'init', '-q', join(tree, 'cache', 'cloned'));
    let looks = 0;
    const { context } = contextThat({
      killed: (args) => {
        if (args.includes('ls-files') && args.includes('-v') && args.includes('--stage')) looks += 1;
        return undefined;
      },
    });
    expect((await planDestroy(context, sandbox)).work.lost).toEqual([{ kind: 'repository', what: 'cache/cloned/' }]);
    expect(looks).toBe(1);
  });

  test('are named, but for what is made again', async () => {
    ignored();
    expect(await planDestroy(plain(), sandbox)).toMatchObject({
      ignored: [{ what: 'output/', files: 2, bytes: 12, envFiles: ['output/.env.local'] }],
    });
  });

  test('stop it where nobody sees the plan, before anything is changed', async () => {
    ignored();
    await expect(destroy({ ignored: 'refuse', confirm: neverAsked })).rejects.toMatchObject({
      code: 'IGNORED_AT_RISK',
      detail: 'output/: 2 files, 12 bytes (output/.env.local)',
      hint: expect.stringMatching(/--discard-ignored.*ktrdr\.rebuildable/),
    });
    expect(readFileSync(join(tree, 'output', 'best.pt'), 'utf8')).toBe('weights');
    await destroy();
    await expectDestroyed();
  });

  test('do not when the user has said that they are made again', async () => {
    ignored();
    git(main, 'config', '--add', 'ktrdr.rebuildable', '*.pt');
    git(main, 'config', '--add', 'ktrdr.rebuildable', '.env.local');
    await destroy({ ignored: 'refuse' });
    await expectDestroyed();
  });

  test('that came after the plan was shown stay', async () => {
    await expect(destroy({ confirm: ignoreAndSayYes })).rejects.toMatchObject({ code: 'IGNORED_AT_RISK' });
    expect(existsSync(join(tree, 'output', 'best.pt'))).toBe(true);
  });

  test.each([
    ['one at the top', '.env'],
    ['one that may hold keys, wherever it lies', 'output/.env.local'],
  ])('that were shown by their names and were changed since stay: %s', async (_, name) => {
    git(main, 'config', 'core.excludesFile', join(place, 'excludes'));
    writeFileSync(join(place, 'excludes'), '.env\n');
    ignored();
    write('.env', 'KEY=1');
    const confirm = async () => {
      write(name, 'KEY=2');
      return await yes();
    };
    await expect(destroy({ confirm })).rejects.toMatchObject({
      code: 'IGNORED_AT_RISK',
      hint: expect.stringMatching(/^It appeared, or was changed, while the command ran/),
    });
    expect(readFileSync(join(tree, name), 'utf8')).toBe('KEY=2');
  });

  test('what comes into a directory that was shown goes with it: the instance’s own containers write there', async () => {
    ignored();
    await destroy({ confirm: writeMoreAndSayYes });
    await expectDestroyed();
  });

  test('lines of a person’s in .env.sandbox are named with them', async () => {
    write('.env.sandbox', 'INSTANCE_ID=ktrdr--feat-x\n# mine\nMY_TOKEN=1\n');
    expect(await planDestroy(plain(), sandbox)).toMatchObject({ ignored: [{ what: '.env.sandbox', ownLines: 2 }] });
    await expect(destroy({ ignored: 'refuse', confirm: neverAsked })).rejects.toMatchObject({
      code: 'IGNORED_AT_RISK',
      message: `${tree} holds your own lines in .env.sandbox`,
      detail: '.env.sandbox: 2 lines of yours',
      hint: expect.not.stringContaining('rebuildable'),
    });
    ignored();
    await expect(destroy({ ignored: 'refuse', confirm: neverAsked })).rejects.toMatchObject({
      message: `${tree} holds your own lines in .env.sandbox, and 2 files that git ignores and nothing rebuilds`,
    });
    rmSync(join(tree, 'output'), { recursive: true });
    await expect(destroy({ confirm: writeLinesAndSayYes })).rejects.toMatchObject({ code: 'IGNORED_AT_RISK' });
    await destroy({ ignored: 'discard' });
    await expectDestroyed();
  });

  test('that came go, where all of them are let go', async () => {
    await destroy({ ignored: 'discard', confirm: ignoreAndSayYes });
    await expectDestroyed();
  });
});
