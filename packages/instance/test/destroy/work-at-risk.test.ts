import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { planDestroy } from '../../src/index.ts';
import {
  destroy,
  expectDestroyed,
  git,
  main,
  neverAsked,
  plain,
  root,
  sandbox,
  tree,
  write,
  yes,
} from '../support/destroy-scene.ts';

const writeAndSayYes = async () => {
  write('notes.txt');
  return await yes();
};

describe('work that is nowhere else', () => {
  test.each<[string, () => void, RegExp]>([
    ['a change', () => write('a.txt'), /uncommitted change: a\.txt/],
    ['an untracked file', () => write('notes.txt'), /untracked file: notes\.txt/],
    [
      "an assistant's settings that were changed",
      () => {
        mkdirSync(join(tree, '.claude'));
        write('.claude/settings.local.json', '{"mine":1}');
      },
      /untracked file: \.claude\/settings\.local\.json/,
    ],
    [
      'a commit of a detached HEAD',
      () =>
        git(tree, '-c', 'advice.detachedHead=false', 'checkout', '-q', '--detach') +
        git(tree, 'commit', '-q', '--allow-empty', '-m', 'alone'),
      /commit on no branch: [0-9a-f]+ alone/,
    ],
    [
      'a repository in a directory that git ignores',
      () => {
        git(root, 'clone', '-q', join(root, 'ktrdr.git'), join(tree, 'cache', 'other'));
      },
      /repository: cache\/other\//,
    ],
    [
      'a bare repository in a directory that git ignores',
      () => {
        git(root, 'clone', '-q', '--bare', join(root, 'ktrdr.git'), join(tree, 'cache', 'bare.git'));
      },
      /repository: cache\/bare\.git\//,
    ],
  ])('%s: refused, and nothing changes; --force loses it', async (_, make, detail) => {
    make();
    await expect(destroy({ confirm: neverAsked })).rejects.toMatchObject({
      code: 'WORK_AT_RISK',
      detail: expect.stringMatching(detail),
      hint: expect.stringMatching(/--keep-worktree.*--force/),
    });
    expect(existsSync(join(tree, '.env.sandbox'))).toBe(true);
    await destroy({ force: true });
    await expectDestroyed();
  });

  test('a copy of a submodule where git ignores it is looked at like any other repository', async () => {
    git(main, 'config', 'protocol.file.allow', 'always');
    git(tree, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', join(root, 'seed'), 'sub');
    git(tree, 'commit', '-q', '-m', 'a submodule');
    expect((await planDestroy(plain(), sandbox)).work.lost).toEqual([]);
    cpSync(join(tree, 'sub'), join(tree, 'cache', 'node_modules'), { recursive: true });
    expect((await planDestroy(plain(), sandbox)).work.lost).toEqual([
      { kind: 'repository', what: 'cache/node_modules/' },
    ]);
  });

  test('a long list is cut', async () => {
    for (let number = 10; number < 35; number += 1) write(`${number}.txt`);
    await expect(destroy()).rejects.toMatchObject({
      message: expect.stringContaining('25 untracked files'),
      detail: expect.stringMatching(/29\.txt\nand 5 more$/),
    });
  });

  test('that came while containers were stopped is found too', async () => {
    await expect(destroy({ confirm: writeAndSayYes })).rejects.toMatchObject({
      code: 'WORK_AT_RISK',
      hint: expect.stringContaining('appeared while the command ran'),
    });
    expect(existsSync(join(tree, 'a.txt'))).toBe(true);
    expect(await plain().registry.list()).toHaveLength(1);
    rmSync(join(tree, 'notes.txt'));
    await destroy();
    await expectDestroyed();
  });
});
