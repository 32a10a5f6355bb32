import { describe, expect, test } from '@jest/globals';
import { planBranch, type BranchFacts } from '../../src/create/plan-branch.ts';
import { type CreateFacts, planCreate } from '../../src/create/plan-create.ts';
import { parseWorktreeList } from '../../src/git/worktree-list.ts';
import type { GitFacts } from '../../src/git/git-facts.ts';
import { aContainer, aSandbox } from '../support/a.ts';

const main = { path: '/clones/ktrdr', bare: false, branch: 'refs/heads/main' };
const feature = { path: '/elsewhere/feature', bare: false, branch: 'refs/heads/feature' };
const clone = {
  kind: 'clone',
  topLevel: '/clones/ktrdr',
  commonDirectory: '/clones/ktrdr/.git',
  remoteUrls: ['git@example.invalid:me/ktrdr.git'],
} as const satisfies GitFacts;
const linked = { ...clone, kind: 'linked-worktree', topLevel: '/elsewhere/feature' } as const satisfies GitFacts;
const branch: BranchFacts = {
  name: 'x',
  requested: false,
  valid: true,
  local: undefined,
  remotes: [],
  head: 'c0ffee',
};
const facts: CreateFacts = {
  id: 'ktrdr--x',
  directory: '/clones/ktrdr/docs',
  git: clone,
  worktrees: [main, feature],
  branch,
  registered: undefined,
  occupied: false,
  containers: [],
  volumes: [],
  keepVolumes: false,
};

describe('planCreate', () => {
  const plan = {
    id: 'ktrdr--x',
    path: '/clones/ktrdr--x',
    commonDirectory: '/clones/ktrdr/.git',
    parentRepo: '/clones/ktrdr',
    branch: { kind: 'create', name: 'x', commit: 'c0ffee', upstream: undefined },
  };

  test.each<[string, Partial<CreateFacts>]>([
    ['in a clone', {}],
    ['in a linked worktree, which is somewhere else', { git: linked }],
    ['with its own stopped containers', { containers: [aContainer({ workingDirectory: '/clones/ktrdr--x' })] }],
    ['with volumes that may be kept', { volumes: ['ktrdr--x_data'], keepVolumes: true }],
  ])('%s: a worktree beside the main one', (_, different) => {
    expect(planCreate({ ...facts, ...different })).toEqual(plan);
  });

  test.each<[string, Partial<CreateFacts>, string]>([
    ['a clone with its git directory elsewhere', { git: { ...clone, commonDirectory: '/git/ktrdr' } }, '/clones/ktrdr'],
    [
      'a worktree of a bare repository',
      { git: linked, worktrees: [{ path: '/srv/ktrdr.git', bare: true, branch: undefined }] },
      '/srv/ktrdr.git',
    ],
  ])('%s: beside %p', (_, different, parentRepo) => {
    expect(planCreate({ ...facts, ...different }).parentRepo).toBe(parentRepo);
  });

  test.each<[string, Partial<CreateFacts>, { code: string; message: RegExp; hint: RegExp }]>([
    [
      'no repository',
      { git: { kind: 'none' } },
      { code: 'NOT_A_CLONE', message: /\/clones\/ktrdr\/docs is not in a git repository/, hint: /git clone/ },
    ],
    [
      'a submodule',
      { git: { ...clone, kind: 'submodule' } },
      { code: 'NOT_A_CLONE', message: /is a submodule/, hint: /git clone/ },
    ],
    [
      'a bare repository',
      { git: { ...clone, kind: 'bare' } },
      { code: 'NOT_A_CLONE', message: /is a bare repository/, hint: /git clone/ },
    ],
    [
      'something else than KTRDR',
      { git: { ...clone, remoteUrls: ['https://me:s3cret@example.invalid/shop.git'] } },
      { code: 'NOT_KTRDR', message: /https:\/\/example\.invalid\/shop\.git/, hint: /ktrdr/ },
    ],
    [
      'a name that is registered',
      { registered: { instance: aSandbox({ instanceId: 'ktrdr--x' }), present: true } },
      { code: 'INSTANCE_EXISTS', message: /already exists: slot 3/, hint: /sandbox destroy --name ktrdr--x/ },
    ],
    [
      'a name that is registered, without its directory',
      { registered: { instance: aSandbox({ instanceId: 'ktrdr--x' }), present: false } },
      { code: 'INSTANCE_EXISTS', message: /its directory is not there/, hint: /sandbox destroy --name ktrdr--x/ },
    ],
    [
      'something in the way',
      { occupied: true },
      { code: 'DIRECTORY_EXISTS', message: /^\/clones\/ktrdr--x already exists/, hint: /sandbox init/ },
    ],
    [
      'a worktree whose directory was deleted',
      { worktrees: [main, { ...feature, path: '/clones/ktrdr--x' }] },
      {
        code: 'WORKTREE_EXISTS',
        message: /nothing is any more/,
        hint: /git worktree remove --force --force '\/clones/,
      },
    ],
    [
      'containers of another directory',
      { containers: [aContainer({ workingDirectory: '/other/ktrdr--x' })] },
      { code: 'FOREIGN_PROJECT', message: /\/other\/ktrdr--x/, hint: /./ },
    ],
    [
      'volumes that nobody accounts for',
      { volumes: ['ktrdr--x_a', 'ktrdr--x_b'] },
      {
        code: 'INHERITED_VOLUMES',
        message: /earlier ktrdr--x/,
        hint: /run create with --keep-volumes.*docker volume rm ktrdr--x_a ktrdr--x_b$/,
      },
    ],
  ])('%s is refused', (_, different, { code, message, hint }) => {
    expect(() => planCreate({ ...facts, ...different })).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message), hint: expect.stringMatching(hint) }),
    );
  });
});

describe('planBranch', () => {
  const origin = { remote: 'origin', commit: 'fade' };
  const fork = { remote: 'fork', commit: 'beef' };
  const requested = { ...branch, requested: true };

  test.each<[string, BranchFacts, object]>([
    [
      'none of that name: made at the current commit',
      branch,
      { kind: 'create', commit: 'c0ffee', upstream: undefined },
    ],
    ['none of that name, asked for: likewise', requested, { kind: 'create', commit: 'c0ffee', upstream: undefined }],
    ['a local one is checked out', { ...branch, local: 'abba' }, { kind: 'check-out', commit: 'abba' }],
    [
      'one on a remote is tracked, if it was asked for',
      { ...requested, remotes: [origin] },
      { kind: 'create', commit: 'fade', upstream: 'origin/x' },
    ],
    [
      'one on a remote does not matter otherwise',
      { ...branch, remotes: [origin] },
      { kind: 'create', commit: 'c0ffee', upstream: undefined },
    ],
    ['of several remotes, origin', { ...requested, remotes: [fork, origin] }, { kind: 'create', upstream: 'origin/x' }],
    [
      'a local one before those of remotes',
      { ...requested, local: 'abba', remotes: [origin] },
      { kind: 'check-out', commit: 'abba' },
    ],
    [
      'one on a remote, before the first commit here',
      { ...requested, head: undefined, remotes: [origin] },
      { kind: 'create', commit: 'fade' },
    ],
  ])('%s', (_, given, expected) => {
    expect(planBranch(given, [main, feature])).toMatchObject({ name: 'x', ...expected });
  });

  test.each<[string, BranchFacts, { code: string; message: RegExp }]>([
    ['no name of a branch', { ...branch, name: 'a..b', valid: false }, { code: 'BRANCH_INVALID', message: /"a\.\.b"/ }],
    [
      'checked out elsewhere',
      { ...branch, name: 'feature', local: 'abba' },
      { code: 'BRANCH_CHECKED_OUT', message: /\/elsewhere\/feature/ },
    ],
    [
      'on several remotes, none of them origin',
      { ...requested, remotes: [fork, { ...fork, remote: 'other' }] },
      { code: 'BRANCH_AMBIGUOUS', message: /fork, other/ },
    ],
    ['no commit yet', { ...branch, head: undefined }, { code: 'NO_COMMIT', message: /no commit yet/ }],
  ])('%s is refused', (_, given, { code, message }) => {
    expect(() => planBranch(given, [main, feature])).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message) }),
    );
  });
});

test('git worktree list --porcelain is read, git 2.39', () => {
  const text = [
    'worktree /clones/kt rdr',
    'HEAD 712d028',
    'branch refs/heads/main',
    '',
    'worktree /clones/ktrdr--x',
    'HEAD 712d028',
    'detached',
    'locked ktrdr sandbox ktrdr--x',
    '',
    'worktree /srv/ktrdr.git',
    'bare',
    '',
    '',
  ].join('\n');
  expect(parseWorktreeList(text)).toEqual([
    { path: '/clones/kt rdr', bare: false, branch: 'refs/heads/main' },
    { path: '/clones/ktrdr--x', bare: false, branch: undefined, lockReason: 'ktrdr sandbox ktrdr--x' },
    { path: '/srv/ktrdr.git', bare: true, branch: undefined },
  ]);
});
