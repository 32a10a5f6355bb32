import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { isCodedError } from '@ktrdr/errors';
import { temporaryDirectory } from '@ktrdr/test-support';
import { createContext } from '../../src/index.ts';
import { resolveInstance } from '../../src/internal.ts';
import { realGit } from '../support/real-git.ts';

// Real git: a sandbox that is a linked worktree of a clone with a submodule, and what may lie in its directory.
const root = temporaryDirectory();
const { git, env } = realGit(root);
let place: string;
let clone: string;
let sandbox: string;
let count = 0;
beforeEach(async () => {
  place = join(root, String((count += 1)));
  clone = join(place, 'ktrdr');
  sandbox = join(place, 'ktrdr--a');
  const library = join(place, 'library');
  for (const directory of [clone, library]) {
    mkdirSync(directory, { recursive: true });
    git(directory, 'init', '-q');
    git(directory, 'commit', '-q', '--allow-empty', '-m', 'one');
  }
  git(clone, 'submodule', '--quiet', 'add', library, 'lib/own');
  git(clone, 'commit', '-q', '-m', 'two');
  git(clone, 'worktree', 'add', '-q', sandbox);
  git(sandbox, 'submodule', '--quiet', 'update', '--init');
  await context().registry.claim({
    instanceId: 'ktrdr--a',
    path: sandbox,
    createdAt: '2026-01-02T03:04:05.000Z',
    isWorktree: true,
    parentRepo: clone,
  });
});

const context = () => createContext({ env: { ...env, KTRDR_HOME: join(place, 'home') }, command: 'a test' });
const resolve = async (name: string) =>
  await resolveInstance(context(), { kind: 'sandbox', directory: join(sandbox, name), verb: 'down' });
const make = (name: string): string => {
  mkdirSync(join(sandbox, name), { recursive: true });
  return join(sandbox, name);
};

describe('is none of the sandbox around it', () => {
  test.each<[string, () => void, RegExp]>([
    [
      'a linked worktree, where agents put theirs',
      () => git(clone, 'worktree', 'add', '-q', join(sandbox, 'in')),
      /in is a separate checkout/,
    ],
    ['a clone', () => git(sandbox, 'clone', '-q', clone, 'in'), /in is a separate checkout/],
    ['a bare clone', () => git(sandbox, 'clone', '-q', '--bare', clone, 'in'), /in is a separate checkout/],
    [
      'a link of that name that leads to itself',
      () => symlinkSync('.git', join(make('in'), '.git')),
      /in is a separate checkout/,
    ],
    ['another repository', () => git(make('in'), 'init', '-q'), /in is a separate checkout/],
    [
      'a copy of the sandbox',
      () => cpSync(join(sandbox, '.git'), join(make('in'), '.git')),
      /in is a separate checkout/,
    ],
    [
      'a worktree of a submodule',
      () => git(join(sandbox, 'lib', 'own'), 'worktree', 'add', '-q', join(sandbox, 'in')),
      /in is a separate checkout/,
    ],
    [
      'a directory that says that it is another instance',
      () => writeFileSync(join(make('in'), '.env.sandbox'), 'INSTANCE_ID=ktrdr--b\n'),
      /in says that it is ktrdr--b/,
    ],
  ])('%s', async (_, put, said) => {
    put();
    mkdirSync(join(sandbox, 'in', 'docs'));
    for (const name of ['in', 'in/docs']) {
      await expect(resolve(name)).rejects.toMatchObject({
        code: 'NOT_IN_SANDBOX',
        message: expect.stringMatching(
          new RegExp(`${said.source}, and is inside the sandbox ktrdr--a \\(${sandbox}\\)$`),
        ),
        hint: expect.stringContaining(`change to its directory: cd ${sandbox}\n`),
      });
    }
  });
});

describe('what is to be done in a directory that says that it is another instance', () => {
  test.each<[string, string, () => string]>([
    ['of this home', 'home', () => `: cd ${sandbox}/in && ktrdr sandbox init --again`],
    ['of another home', 'home2', () => '\nFor ktrdr--b, use the KTRDR_HOME that it was created with.'],
  ])('%s', async (_, name, end) => {
    mkdirSync(join(place, name), { recursive: true });
    const shared = join(place, name, 'shared');
    writeFileSync(join(make('in'), '.env.sandbox'), `INSTANCE_ID=ktrdr--b\nKTRDR_SHARED_DIR=${shared}\n`);
    const error: unknown = await resolve('in').catch((thrown: unknown) => thrown);
    expect(isCodedError(error) ? error.hint?.slice(-end().length) : error).toBe(end());
  });
});

test('where that one is registered elsewhere, the way there', async () => {
  const shared = join(place, 'home', 'shared');
  await context().registry.claim({
    instanceId: 'ktrdr--b',
    path: '/clones/the b',
    createdAt: '2026-01-02T03:04:05.000Z',
    isWorktree: false,
    parentRepo: null,
  });
  writeFileSync(join(make('in'), '.env.sandbox'), `INSTANCE_ID=ktrdr--b\nKTRDR_SHARED_DIR=${shared}\n`);
  mkdirSync(join(place, 'home'), { recursive: true });
  await expect(resolve('in')).rejects.toMatchObject({
    hint: expect.stringMatching(
      /ktrdr--b is registered at \/clones\/the b, .* copy of its file: cd '\/clones\/the b'$/,
    ),
  });
});

describe('is part of the sandbox', () => {
  test.each<[string, () => void, string]>([
    ['its submodule', () => {}, 'lib/own'],
    ['a submodule that the commit has not any more', () => git(sandbox, 'rm', '-q', '--cached', 'lib/own'), 'lib/own'],
    [
      'a submodule that keeps its repository in itself',
      () => {
        git(make('in'), 'init', '-q');
        git(join(sandbox, 'in'), 'commit', '-q', '--allow-empty', '-m', 'one');
        git(sandbox, 'add', 'in');
      },
      'in',
    ],
    ['a directory with an empty .git', () => void make('in/.git'), 'in'],
    [
      'a directory that says that it is this sandbox',
      () => writeFileSync(join(make('in'), '.env.sandbox'), 'INSTANCE_ID=ktrdr--a\n'),
      'in',
    ],
    ['a directory whose .env.sandbox cannot be read', () => void make('in/.env.sandbox'), 'in'],
  ])('%s', async (_, put, name) => {
    put();
    expect(await resolve(name)).toMatchObject({ id: 'ktrdr--a', path: sandbox });
  });
});
