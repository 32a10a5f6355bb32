import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Run } from '@ktrdr/process';
import { listWorktrees } from '../../src/git/list-worktrees.ts';
import { createSandbox, parseEnvFile } from '../../src/index.ts';
import { readJournal } from '../../src/journals/create-journal.ts';
import {
  aContext,
  at,
  branches,
  clone,
  commit,
  CREATED_AT,
  git,
  hook,
  push,
  worktrees,
} from '../support/create-scene.ts';

describe('create', () => {
  test('makes a locked worktree on a new branch, and registers it truthfully', async () => {
    const { create, context } = aContext();
    const { instance } = await create('Feat/X');
    expect(instance.record).toEqual({
      instanceId: 'ktrdr--feat-x',
      slot: 1,
      path: at('ktrdr--feat-x'),
      createdAt: CREATED_AT,
      isWorktree: true,
      parentRepo: clone,
    });
    expect(realpathSync(instance.path)).toBe(instance.path);
    expect(git(instance.path, 'symbolic-ref', '--short', 'HEAD')).toBe('Feat/X');
    expect(worktrees()).toContain('locked ktrdr sandbox ktrdr--feat-x');
    expect(readFileSync(join(instance.path, '.env.sandbox'), 'utf8')).toContain('KTRDR_API_PORT=8001');
    expect(await readJournal(context, 'ktrdr--feat-x')).toBeUndefined();
    expect(readdirSync(context.home.operations)).toEqual(['ktrdr--feat-x.lock']);
  });

  test('takes a name that is no branch name for the sandbox, and its slug for the branch', async () => {
    const { instance } = await aContext().create('feat: x?');
    expect(git(instance.path, 'symbolic-ref', '--short', 'HEAD')).toBe('feat-x');
  });

  test('copies the settings that the repository proposes, and overwrites none', async () => {
    mkdirSync(join(clone, '.claude'));
    writeFileSync(join(clone, '.claude', 'settings.local.example.json'), '{"a":1}');
    commit('example');
    push();
    const { path } = (await aContext().create('x')).instance;
    expect(readFileSync(join(path, '.claude', 'settings.local.json'), 'utf8')).toBe('{"a":1}');
    writeFileSync(join(clone, '.claude', 'settings.local.json'), 'tracked');
    commit('tracked');
    push();
    const other = (await aContext().create('y')).instance;
    expect(readFileSync(join(other.path, '.claude', 'settings.local.json'), 'utf8')).toBe('tracked');
  });

  test.each([
    ['the example itself', '.claude/settings.local.example.json', 'secrets.json'],
    ['their directory', '.claude', '.'],
  ])('copies no settings where %s is a link to the files of the user', async (_, link, target) => {
    const home = at('home');
    mkdirSync(home);
    for (const name of ['secrets.json', 'settings.local.example.json']) writeFileSync(join(home, name), 'mine');
    mkdirSync(join(clone, link, '..'), { recursive: true });
    symlinkSync(join(home, target), join(clone, link));
    git(clone, 'add', '--all');
    git(clone, 'commit', '-q', '-m', 'link');
    const { path } = (await aContext().create('x', { from: 'HEAD' })).instance;
    expect(existsSync(join(path, '.claude', 'settings.local.json'))).toBe(false);
    expect(readdirSync(home).toSorted((a, b) => a.localeCompare(b))).toEqual([
      'secrets.json',
      'settings.local.example.json',
    ]);
  });

  test.each<[string, (marker: string) => void]>([
    ['a link to a file of the user', (marker) => symlinkSync(at('profile'), marker)],
    ['a file', (marker) => writeFileSync(marker, 'KTRDR_DATA_DIR=/home\n')],
  ])('refuses a branch that has %s as .env.sandbox, and leaves nothing behind', async (_, make) => {
    writeFileSync(at('profile'), 'mine');
    git(clone, 'checkout', '-q', '-b', 'theirs');
    make(join(clone, '.env.sandbox'));
    git(clone, 'add', '--all', '--force');
    git(clone, 'commit', '-q', '-m', 'marker');
    git(clone, 'checkout', '-q', 'main');
    const { create, context } = aContext();
    await expect(create('x', { branch: 'theirs' })).rejects.toMatchObject({
      code: expect.stringMatching(/^ENV_FILE_(LINK|TRACKED)$/),
    });
    expect(readFileSync(at('profile'), 'utf8')).toBe('mine');
    expect(existsSync(at('ktrdr--x'))).toBe(false);
    expect(await context.registry.list()).toEqual([]);
  });

  test('in a clone whose git looks for no bare repositories', async () => {
    writeFileSync(at('.gitconfig'), '[safe]\n\tbareRepository = explicit\n');
    const { context, create } = aContext();
    await create('x');
    expect(await listWorktrees(join(clone, '.git'), context)).toHaveLength(2);
  });

  test('gives it directories of its own, as lines of the user', async () => {
    const { path } = (await aContext().create('x', { own: ['strategies', 'data'] })).instance;
    const text = readFileSync(join(path, '.env.sandbox'), 'utf8');
    expect(parseEnvFile(text)).toMatchObject({
      KTRDR_STRATEGIES_DIR: join(path, 'strategies'),
      KTRDR_DATA_DIR: join(path, 'data'),
      KTRDR_MODELS_DIR: at('.ktrdr', 'shared', 'models'),
    });
  });

  test('keeps the lines that a hook of the repository has put into .env.sandbox', async () => {
    hook('printf "# mine\\nEXTRA=1\\n" >.env.sandbox');
    const { path, id } = (await aContext().create('x')).instance;
    const text = readFileSync(join(path, '.env.sandbox'), 'utf8');
    expect(text).toMatch(/^# mine\nEXTRA=1\n/);
    expect(parseEnvFile(text)).toMatchObject({ EXTRA: '1', INSTANCE_ID: id });
  });

  test('leaves a directory that is in the way alone', async () => {
    const { create, context } = aContext();
    mkdirSync(at('ktrdr--x'));
    writeFileSync(at('ktrdr--x', 'precious'), 'work');
    await expect(create('x')).rejects.toMatchObject({ code: 'DIRECTORY_EXISTS' });
    expect(readFileSync(at('ktrdr--x', 'precious'), 'utf8')).toBe('work');
    expect(await context.registry.list()).toEqual([]);
    expect(branches()).toEqual(['main']);
  });

  test('refuses a slot that is taken, naming who has it', async () => {
    const { create } = aContext();
    await create('x', { slot: 3 });
    await expect(create('y', { slot: 3 })).rejects.toMatchObject({
      code: 'SLOT_TAKEN',
      message: expect.stringContaining('ktrdr--x'),
    });
    expect(branches()).toEqual(['main', 'x']);
  });
});

test('a journal that cannot be removed is warned about: all is made', async () => {
  const { context, notes } = aContext();
  const file = join(context.home.operations, 'ktrdr--x.json');
  const run: Run = async (command, args, options) => {
    // Right before .env.sandbox is written.
    if (args.includes('ls-files') && existsSync(file)) {
      rmSync(file, { recursive: true });
      mkdirSync(join(file, 'in the way'), { recursive: true });
    }
    return await context.run(command, args, options);
  };
  const { signal } = new AbortController();
  const made = await createSandbox({ ...context, run }, { name: 'x', directory: clone, keepVolumes: false, signal });
  expect(made.instance.path).toBe(at('ktrdr--x'));
  expect(notes()).toEqual([
    expect.stringMatching(/^ktrdr--x was created, but the record of its creation could not be removed/),
  ]);
  expect(await context.registry.get('ktrdr--x')).toBeDefined();
});
