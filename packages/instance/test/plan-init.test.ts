import { describe, expect, test } from '@jest/globals';
import type { GitFacts } from '../src/git/git-facts.ts';
import { type InitFacts, planInit } from '../src/init/plan-init.ts';
import { volumesInTheWay } from '../src/volumes/volumes-in-the-way.ts';
import { anInstance, aSandbox } from './support/a.ts';

const PATH = '/clones/ktrdr-prod';
const clone = {
  kind: 'clone',
  topLevel: PATH,
  gitDirectory: `${PATH}/.git`,
  commonDirectory: `${PATH}/.git`,
  remoteUrls: ['git@github.com:somebody/ktrdr.git'],
} as const satisfies GitFacts;
const facts: InitFacts = {
  directory: PATH,
  git: clone,
  localProd: undefined,
  sandboxHere: undefined,
  marker: undefined,
};

describe('planInit', () => {
  test('a clone of KTRDR is registered with its top directory, wherever in it the command was given', () => {
    expect(planInit({ ...facts, directory: `${PATH}/ktrdr/api` })).toEqual({ kind: 'register', path: PATH });
  });

  test('one that is to be registered again needs no file where there is a record of it', () => {
    expect(planInit({ ...facts, again: true, isRecorded: true })).toEqual({ kind: 'register', path: PATH });
  });

  test('an init that was killed after it had registered this clone is finished', () => {
    const { record } = anInstance();
    expect(planInit({ ...facts, localProd: record })).toEqual({ kind: 'finish', path: PATH, record });
  });

  test.each<[string, Partial<InitFacts>, { code: string; message: RegExp; hint: RegExp }]>([
    [
      'no repository',
      { git: { kind: 'none' }, directory: '/home/me' },
      { code: 'NOT_A_CLONE', message: /must be a clone.*\/home\/me is not in a git repository/, hint: /git clone/ },
    ],
    [
      'a linked worktree',
      { git: { ...clone, kind: 'linked-worktree', topLevel: '/clones/feat' } },
      { code: 'NOT_A_CLONE', message: /must be a clone.*\/clones\/feat is a linked worktree/, hint: /git clone/ },
    ],
    [
      'a submodule',
      { git: { ...clone, kind: 'submodule' } },
      { code: 'NOT_A_CLONE', message: /must be a clone.*is a submodule/, hint: /git clone/ },
    ],
    [
      'a bare repository',
      { git: { ...clone, kind: 'bare' } },
      { code: 'NOT_A_CLONE', message: /must be a clone.*is a bare repository/, hint: /git clone/ },
    ],
    [
      'a clone of something else',
      { git: { ...clone, remoteUrls: ['git@github.com:me/other.git', 'git@github.com:me/other.git'] } },
      {
        code: 'NOT_KTRDR',
        message: /^Not a KTRDR repository: \/clones\/ktrdr-prod \(its remotes are git@github.com:me\/other.git\)$/,
        hint: /contains "ktrdr"/,
      },
    ],
    [
      'a repository without a remote',
      { git: { ...clone, remoteUrls: [] } },
      { code: 'NOT_KTRDR', message: /^Not a KTRDR repository.*it has no remote/, hint: /contains "ktrdr"/ },
    ],
    [
      'another local-prod',
      { localProd: anInstance({ path: '/clones/elsewhere' }).record },
      {
        code: 'LOCAL_PROD_EXISTS',
        message: /already exists: \/clones\/elsewhere$/,
        hint: /cd \/clones\/elsewhere.*ktrdr local-prod destroy/,
      },
    ],
    [
      'this very local-prod, complete',
      { localProd: anInstance().record, marker: { INSTANCE_ID: 'ktrdr-prod' } },
      {
        code: 'LOCAL_PROD_EXISTS',
        message: /already exists, and this is it: \/clones\/ktrdr-prod/,
        hint: /ktrdr local-prod up/,
      },
    ],
    [
      'a sandbox',
      { sandboxHere: aSandbox({ path: PATH }).record },
      { code: 'ALREADY_INITIALIZED', message: /already initialized as sandbox ktrdr--feat-x/, hint: /another clone/ },
    ],
    [
      'a marker that nobody registered',
      { marker: { INSTANCE_ID: 'ktrdr--old' } },
      {
        code: 'ALREADY_INITIALIZED',
        message: /already initialized: \/clones\/ktrdr-prod\/\.env\.sandbox exists \(of ktrdr--old\)/,
        hint: /mv -n \/clones\/ktrdr-prod\/\.env\.sandbox \/clones\/ktrdr-prod\/\.env\.sandbox\.before\n.*: rm \/clones\/ktrdr-prod\/\.env\.sandbox\.before$/,
      },
    ],
    [
      'a marker of which there is a record here, though its home was moved',
      { marker: { INSTANCE_ID: 'ktrdr-prod' }, isRecorded: true },
      {
        code: 'ALREADY_INITIALIZED',
        message: /\.env\.sandbox exists \(of ktrdr-prod\)/,
        hint: /^If the registry has lost it, register it again: ktrdr local-prod init --again\n/,
      },
    ],
    [
      'one that is to be registered again, and of which nothing tells',
      { again: true },
      {
        code: 'NOT_IN_INSTANCE',
        message: /^\/clones\/ktrdr-prod has no \.env\.sandbox that identifies it/,
        hint: /: ktrdr local-prod init$/,
      },
    ],
    [
      'a marker of nobody',
      { marker: {} },
      {
        code: 'ALREADY_INITIALIZED',
        message: /\.env\.sandbox exists, but no instance is registered here/,
        hint: /mv -n /,
      },
    ],
  ])('%s is refused', (_, different, { code, message, hint }) => {
    expect(() => planInit({ ...facts, ...different })).toThrow(
      expect.objectContaining({
        code,
        message: expect.stringMatching(message),
        hint: expect.stringMatching(hint),
      }),
    );
  });

  test.each([
    ['git@github.com:somebody/ktrdr.git'],
    ['https://github.com/somebody/KTRDR'],
    ['/srv/mirrors/ktrdr-fork.git'],
  ])('the remote %s is one of KTRDR', (url) => {
    expect(planInit({ ...facts, git: { ...clone, remoteUrls: ['git@github.com:me/other.git', url] } }).kind).toBe(
      'register',
    );
  });
});

describe('volumes of an earlier local-prod', () => {
  test('are named, with the command that removes them and the option that keeps them', () => {
    expect(volumesInTheWay(['a', 'b'])).toMatchObject({
      code: 'INHERITED_VOLUMES',
      message: expect.stringContaining('a, b'),
      hint: expect.stringMatching(/docker volume inspect a b\n.*--keep-volumes.*docker volume rm a b$/),
    });
  });
});

test('credentials in the URL of a remote are not shown', () => {
  const git = { ...clone, remoteUrls: ['https://me:s3cret@example.invalid/other.git'] };
  const plan = () =>
    planInit({ directory: '/x', git, localProd: undefined, sandboxHere: undefined, marker: undefined });
  expect(plan).toThrow('https://example.invalid/other.git');
  expect(plan).not.toThrow(/s3cret/);
});
