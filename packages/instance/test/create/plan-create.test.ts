import { describe, expect, test } from '@jest/globals';
import { remoteOf } from '../../src/create/branch-request.ts';
import { planBranch, type BranchFacts } from '../../src/create/plan-branch.ts';
import { type CreateFacts, planCreate } from '../../src/create/plan-create.ts';
import { parseWorktreeList } from '../../src/git/worktree-list.ts';
import type { GitFacts } from '../../src/git/git-facts.ts';
import { aSandbox } from '../support/a.ts';

const main = { path: '/clones/ktrdr', bare: false, branch: 'refs/heads/main' };
const feature = { path: '/elsewhere/feature', bare: false, branch: 'refs/heads/feature' };
const clone = {
  kind: 'clone',
  topLevel: '/clones/ktrdr',
  gitDirectory: '/clones/ktrdr/.git',
  commonDirectory: '/clones/ktrdr/.git',
  remoteUrls: ['git@example.invalid:me/ktrdr.git'],
} as const satisfies GitFacts;
const linked = { ...clone, kind: 'linked-worktree', topLevel: '/elsewhere/feature' } as const satisfies GitFacts;
const MAIN = { ref: 'origin/main', commit: 'c0ffee', fetched: true };
const branch: BranchFacts = {
  request: { kind: 'branch', name: 'x' },
  valid: true,
  local: undefined,
  other: undefined,
  remotes: [],
  mainRemote: 'origin',
  base: { kind: 'found', base: MAIN, asked: false },
};
/** What the Engine has under the name: a container of that directory, volumes with the project's label and without. */
function parts(
  directory?: string,
  volumes: readonly string[] = [],
  others: readonly string[] = [],
): CreateFacts['parts'] {
  const container = {
    id: '0a',
    name: 'ktrdr--x-db-1',
    state: 'exited',
    createdAt: 0,
    workingDirectory: directory,
    stray: false,
    service: 'db',
    dependsOn: [],
    volumes: [],
  };
  return {
    containers: directory === undefined ? [] : [container],
    networks: [],
    volumes: volumes.map((name) => ({ name, createdAt: '2026-01-02T03:04:05Z' })),
    anonymousVolumes: [],
    otherVolumes: others.map((name) => ({ name, project: '' })),
  };
}

const facts: CreateFacts = {
  id: 'ktrdr--x',
  directory: '/clones/ktrdr/docs',
  git: clone,
  worktrees: [main, feature],
  registered: undefined,
  occupied: false,
  parts: parts(),
  keepVolumes: false,
};

describe('planCreate', () => {
  const plan = {
    id: 'ktrdr--x',
    path: '/clones/ktrdr--x',
    commonDirectory: '/clones/ktrdr/.git',
    parentRepo: '/clones/ktrdr',
    checkout: '/clones/ktrdr',
    volumes: [],
  };

  test.each<[string, Partial<CreateFacts>]>([
    ['in a clone', {}],
    ['with its own stopped containers', { parts: parts('/clones/ktrdr--x') }],
  ])('%s: a worktree beside the main one', (_, different) => {
    expect(planCreate({ ...facts, ...different })).toEqual(plan);
  });

  test('volumes that may be kept are its own from now on; those that Compose did not make are not', () => {
    const there = parts(undefined, ['ktrdr--x_data'], ['ktrdr--x_pg']);
    expect(planCreate({ ...facts, parts: there, keepVolumes: true })).toEqual({ ...plan, volumes: there.volumes });
  });

  test('in a linked worktree, which is somewhere else: likewise beside the main one', () => {
    expect(planCreate({ ...facts, git: linked })).toEqual({ ...plan, checkout: '/elsewhere/feature' });
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
      { code: 'INSTANCE_EXISTS', message: /its directory is missing/, hint: /sandbox destroy --name ktrdr--x/ },
    ],
    [
      'something in the way',
      { occupied: true },
      { code: 'DIRECTORY_EXISTS', message: /^\/clones\/ktrdr--x already exists/, hint: /sandbox init/ },
    ],
    [
      'a place with a colon in its path',
      { git: { ...clone, topLevel: '/clones: all/ktrdr' } },
      { code: 'PATH_UNUSABLE', message: /colon.*\/clones: all\/ktrdr--x/, hint: /^Nothing was changed/ },
    ],
    [
      'a worktree whose directory was deleted',
      { worktrees: [main, { ...feature, path: '/clones/ktrdr--x' }] },
      {
        code: 'WORKTREE_EXISTS',
        message: /, which is gone/,
        hint: /directories are gone: git -C \/clones\/ktrdr worktree prune$/,
      },
    ],
    [
      'a locked worktree whose directory was deleted',
      {
        worktrees: [main, { ...feature, path: '/clones/ktrdr--x' }],
        gone: { locked: true, movedTo: undefined, work: [] },
      },
      {
        code: 'WORKTREE_EXISTS',
        message: /, which is gone/,
        hint: /: git -C \/clones\/ktrdr worktree unlock \/clones\/ktrdr--x && git -C \/clones\/ktrdr worktree prune$/,
      },
    ],
    [
      'a worktree whose directory is away, and of which git keeps work: no command would leave that',
      {
        worktrees: [main, { ...feature, path: '/clones/ktrdr--x' }],
        gone: { locked: false, movedTo: undefined, work: ['commit on no branch: 0a1b alone'] },
      },
      { code: 'WORKTREE_EXISTS', message: /keeps work from it/, hint: /^(?!.*git)/ },
    ],
    [
      'containers of another directory',
      { parts: parts('/other/ktrdr--x') },
      { code: 'FOREIGN_PROJECT', message: /\/other\/ktrdr--x/, hint: /./ },
    ],
    [
      'volumes that nobody accounts for',
      { parts: parts(undefined, ['ktrdr--x_a'], ['ktrdr--x_b']) },
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
  const origin = { remote: 'origin', commit: 'fade', fetched: true };
  const fork = { remote: 'fork', commit: 'beef', fetched: false };
  const tag = { kind: 'found', base: { ref: 'v1', commit: 'face', fetched: null }, asked: true } as const;
  const ofOrigin = { kind: 'remote-branch', name: 'x', remote: 'origin', asked: 'origin/x' } as const;
  const nothing = { kind: 'unknown', asked: 'nothing', problem: undefined } as const;

  test.each<[string, BranchFacts, object]>([
    [
      "none of that name: made at the remote's default branch",
      branch,
      { kind: 'create', commit: 'c0ffee', base: MAIN, upstream: undefined },
    ],
    [
      'none of that name, and --from: made there',
      { ...branch, base: tag },
      { kind: 'create', commit: 'face', base: tag.base, upstream: undefined },
    ],
    [
      'a local one is checked out',
      { ...branch, local: 'abba' },
      { kind: 'check-out', commit: 'abba', base: { ref: 'x', commit: 'abba', fetched: null }, upstream: undefined },
    ],
    [
      'one on a remote is tracked',
      { ...branch, remotes: [origin] },
      {
        kind: 'track',
        commit: 'fade',
        base: { ref: 'origin/x', commit: 'fade', fetched: true },
        upstream: { remote: 'origin', branch: 'x' },
      },
    ],
    ['of several remotes, the main one', { ...branch, remotes: [fork, origin] }, { upstream: { remote: 'origin' } }],
    ['a local one before those of remotes', { ...branch, local: 'abba', remotes: [origin] }, { kind: 'check-out' }],
    [
      'one on a remote, before the first commit here',
      { ...branch, base: { kind: 'none' }, remotes: [origin] },
      { kind: 'track', commit: 'fade' },
    ],
    [
      'origin/x is the branch x, which follows it',
      { ...branch, request: ofOrigin, remotes: [fork, origin] },
      { kind: 'track', name: 'x', commit: 'fade', upstream: { remote: 'origin', branch: 'x' } },
    ],
    [
      'origin/x is the local branch x where that is the same commit',
      { ...branch, request: ofOrigin, local: 'fade', remotes: [origin] },
      { kind: 'check-out', name: 'x' },
    ],
    [
      '--from that says the remote branch itself: tracked',
      { ...branch, remotes: [origin], base: { ...tag, base: { ref: 'origin/x', commit: 'fade', fetched: true } } },
      { kind: 'track' },
    ],
  ])('%s', (_, given, expected) => {
    expect(planBranch(given, [main, feature])).toMatchObject({ name: 'x', ...expected });
  });

  test.each<[string, BranchFacts, { code: string; message: RegExp; hint?: RegExp }]>([
    [
      'no name of a branch',
      { ...branch, request: { kind: 'branch', name: 'a..b' }, valid: false },
      { code: 'BRANCH_INVALID', message: /"a\.\.b"/, hint: /--from/ },
    ],
    [
      'checked out elsewhere',
      { ...branch, request: { kind: 'branch', name: 'feature' }, local: 'abba' },
      { code: 'BRANCH_CHECKED_OUT', message: /\/elsewhere\/feature/ },
    ],
    [
      'on several remotes, none of them the main one',
      { ...branch, remotes: [fork, { ...fork, remote: 'other' }] },
      { code: 'BRANCH_AMBIGUOUS', message: /fork, other/, hint: /--branch fork\/x/ },
    ],
    ['a tag', { ...branch, other: 'a tag' }, { code: 'NOT_A_BRANCH', message: /x is a tag/, hint: /--from x/ }],
    [
      'origin/x that origin does not have',
      { ...branch, request: ofOrigin, remotes: [fork] },
      { code: 'BRANCH_NOT_FOUND', message: /origin has no branch x/ },
    ],
    [
      'origin/x where x is another commit',
      { ...branch, request: ofOrigin, local: 'abba', remotes: [origin] },
      { code: 'BRANCH_EXISTS', message: /not where origin\/x is/, hint: /--branch x\. .*--from origin\/x/ },
    ],
    [
      'a branch that is there, and --from',
      { ...branch, local: 'abba', base: nothing },
      { code: 'BRANCH_EXISTS', message: /x already exists/ },
    ],
    [
      'a branch of a remote, and --from',
      { ...branch, remotes: [origin], base: tag },
      { code: 'BRANCH_EXISTS', message: /origin has a branch x/ },
    ],
    [
      'a base that does not exist',
      { ...branch, base: nothing },
      { code: 'BASE_NOT_FOUND', message: /no branch, tag or commit "nothing"/, hint: /^Nothing was changed/ },
    ],
    [
      'a base that the remote might have, which does not answer',
      { ...branch, base: { ...nothing, problem: 'no answer within 10 s' } },
      { code: 'BASE_NOT_FOUND', message: /nothing/, hint: /no answer within 10 s/ },
    ],
    ['no commit yet', { ...branch, base: { kind: 'none' } }, { code: 'NO_COMMIT', message: /no commits yet/ }],
  ])('%s is refused', (_, given, { code, message, hint = /./ }) => {
    expect(() => planBranch(given, [main, feature])).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message), hint: expect.stringMatching(hint) }),
    );
  });
});

test.each<[string, readonly string[], string | undefined]>([
  ['origin/feat', ['origin'], 'origin'],
  ['origin/feat/x', ['origin'], 'origin'],
  ['feat', ['origin'], undefined],
  ['origin', ['origin'], undefined],
  ['origin/', ['origin'], undefined],
  ['originals/feat', ['origin'], undefined],
  ['team/one/feat', ['team', 'team/one'], 'team/one'],
])('%s, with remotes %j, begins with %s', (revision, remotes, expected) => {
  expect(remoteOf(revision, remotes)).toBe(expected);
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
