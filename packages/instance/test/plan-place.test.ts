import { describe, expect, test } from '@jest/globals';
import { noLocalProd } from '../src/core/no-local-prod.ts';
import { type PlaceFacts, planPlace } from '../src/destroy/plan-place.ts';
import type { GitFacts } from '../src/git/git-facts.ts';
import { anInstance, aSandbox } from './support/a.ts';

const PATH = '/clones/ktrdr-prod';
const git = {
  kind: 'clone',
  topLevel: PATH,
  gitDirectory: `${PATH}/.git`,
  commonDirectory: `${PATH}/.git`,
  remoteUrls: ['git@github.com:somebody/ktrdr.git'],
} as const satisfies GitFacts;
const asRegistered: PlaceFacts = { realPath: PATH, git, marker: { INSTANCE_ID: 'ktrdr-prod' } };

test.each<[string, Partial<PlaceFacts>]>([
  ['the clone that was registered', {}],
  [
    'with the time of its registration',
    { marker: { INSTANCE_ID: 'ktrdr-prod', CREATED_AT: '2026-01-02T03:04:05.000Z' } },
  ],
  [
    'of the Python tool, which took the time anew for its marker',
    { marker: { INSTANCE_ID: 'ktrdr-prod', CREATED_AT: '2026-01-02T03:04:05.123456+00:00' } },
  ],
  ['the clone, its marker lost: the real path and git decide', { marker: undefined }],
])('%s: .env.sandbox goes, and no other file', (_, different) => {
  expect(planPlace(anInstance(), { ...asRegistered, ...different })).toEqual({ kind: 'remove-marker' });
});

test.each<[string, Partial<PlaceFacts>, RegExp]>([
  ['nothing is there', { realPath: undefined, git: undefined, marker: undefined }, /no longer exists/],
  ['a link leads elsewhere', { realPath: '/clones/other' }, /now leads to \/clones\/other/],
  ['git has never heard of it', { git: { kind: 'none' } }, /no longer the clone/],
  ['it was replaced by a linked worktree', { git: { ...git, kind: 'linked-worktree' } }, /no longer the clone/],
  ['it was replaced by a submodule', { git: { ...git, kind: 'submodule' } }, /no longer the clone/],
  ['it was replaced by a bare repository', { git: { ...git, kind: 'bare' } }, /no longer the clone/],
  ['it lies inside another clone now', { git: { ...git, topLevel: '/clones' } }, /no longer the clone/],
  [
    'it was replaced by a clone of something else',
    { git: { ...git, remoteUrls: ['git@host:other'] } },
    /no longer has a remote of KTRDR/,
  ],
  [
    'it was replaced by a repository without remotes',
    { git: { ...git, remoteUrls: [] } },
    /no longer has a remote of KTRDR/,
  ],
  ['git was not asked', { git: undefined }, /no longer the clone/],
  ['its marker names another instance', { marker: { INSTANCE_ID: 'ktrdr--feat-x' } }, /now belongs to ktrdr--feat-x/],
  ['its marker names nobody', { marker: {} }, /now belongs to something else/],
  [
    "its marker is that of another registry's local-prod",
    { marker: { INSTANCE_ID: 'ktrdr-prod', CREATED_AT: '2026-01-02T03:04:05.001Z' } },
    /now belongs to another ktrdr-prod/,
  ],
])('%s: no file is touched, and it says why', (_, different, reason) => {
  expect(planPlace(anInstance(), { ...asRegistered, ...different })).toMatchObject({
    kind: 'leave',
    reason: expect.stringMatching(reason),
    ...(reason.source.includes('another') ? { isAnothers: true } : {}),
  });
});

test('without a local-prod there is nothing to destroy', () => {
  expect(noLocalProd()).toMatchObject({ code: 'NO_LOCAL_PROD', message: 'No local-prod instance exists' });
});

describe('a sandbox that was registered as a linked worktree', () => {
  const path = '/clones/ktrdr--feat-x';
  const commonDirectory = '/clones/ktrdr/.git';
  const adminDirectory = `${commonDirectory}/worktrees/ktrdr--feat-x`;
  const entry = { path, commonDirectory, adminDirectory };
  const listed = { path, branch: 'feat-x', lockReason: 'ktrdr sandbox ktrdr--feat-x', adminDirectory };
  const repository = { commonDirectory, listed };
  const worktree = {
    kind: 'linked-worktree',
    topLevel: path,
    gitDirectory: adminDirectory,
    commonDirectory,
    remoteUrls: [],
  } as const satisfies GitFacts;
  const made: PlaceFacts = {
    realPath: path,
    git: worktree,
    marker: { INSTANCE_ID: 'ktrdr--feat-x' },
    repository,
  };
  const gone: Partial<PlaceFacts> = { realPath: undefined, git: undefined, marker: undefined };
  const keepWorktree = true;
  const aside = '/clones/.ktrdr--feat-x.being-removed-0a1b';

  test.each<[string, Partial<PlaceFacts>, boolean]>([
    ['with our lock', {}, false],
    ['with our lock, its marker lost', { marker: undefined }, false],
    [
      'with our lock, which names the command to use',
      {
        repository: {
          commonDirectory,
          listed: {
            ...listed,
            lockReason: `${listed.lockReason}; to remove it: ktrdr sandbox destroy --name ktrdr--feat-x`,
          },
        },
      },
      false,
    ],
    ['moved aside by an earlier destroy', { ...gone, begun: { entry, aside } }, true],
    [
      'moved aside, and forgotten by its repository',
      { ...gone, begun: { entry, aside }, repository: { commonDirectory, listed: undefined } },
      true,
    ],
    ['moved aside, with something else at its place', { git: { kind: 'none' }, begun: { entry, aside } }, true],
  ])('%s: it goes', (_, different, begun) => {
    const at = begun ? aside : path;
    expect(planPlace(aSandbox(), { ...made, ...different })).toEqual({ kind: 'remove-worktree', entry, at, begun });
  });

  const creating = { commonDirectory, listed: { ...listed, lockReason: `${listed.lockReason}, being created by 0a` } };

  test.each<[string, Partial<PlaceFacts>]>([
    [
      'whose marker has the time of another registration',
      { marker: { INSTANCE_ID: aSandbox().id, CREATED_AT: '2020-01-01T00:00:00.000Z' } },
    ],
    ['that a create is making which is not its own', { repository: creating, marker: undefined, token: 'b1' }],
    ['that a create is making, and it knows of none', { repository: creating, marker: undefined }],
  ])('%s it is another registry’s: neither it nor its lock is touched', (_, different) => {
    expect(planPlace(aSandbox(), { ...made, ...different })).toEqual({
      kind: 'leave',
      reason: expect.stringMatching(/now belongs to another ktrdr--feat-x/),
      isAnothers: true,
    });
  });

  test('what an earlier destroy has left is not brought back: it says where it is', () => {
    const facts = { ...made, ...gone, begun: { entry, aside } };
    expect(planPlace(aSandbox(), facts, { keepWorktree })).toEqual({
      kind: 'leave',
      reason: expect.stringContaining(aside),
      unlock: entry,
    });
  });

  test('removed by an earlier destroy, and something else is there now: its repository forgets it', () => {
    const facts: PlaceFacts = { ...made, git: { kind: 'none' }, begun: { entry, aside: undefined } };
    expect(planPlace(aSandbox(), facts)).toEqual({
      kind: 'leave',
      reason: expect.stringMatching(/no longer the worktree/),
      forget: entry,
    });
  });

  test.each<[string, Partial<PlaceFacts>, object]>([
    ['with our lock', {}, { unlock: entry }],
    [
      'with our lock of a create that was interrupted',
      {
        repository: { commonDirectory, listed: { ...listed, lockReason: `${listed.lockReason}, being created by 0a` } },
        token: '0a',
      },
      { unlock: entry },
    ],
    ['without a lock', { repository: { commonDirectory, listed: { ...listed, lockReason: undefined } } }, {}],
  ])('%s, and it is to be kept: .env.sandbox goes, and our lock', (_, different, expected) => {
    expect(planPlace(aSandbox(), { ...made, ...different }, { keepWorktree })).toEqual({
      kind: 'remove-marker',
      ...expected,
    });
  });

  test.each([
    ['without a lock', undefined],
    ['locked without a reason', ''],
    ['locked by somebody else', 'on a portable disk'],
    ['locked for another sandbox', 'ktrdr sandbox ktrdr--feat-y'],
    ['locked with more words than ours', 'ktrdr sandbox ktrdr--feat-x and more'],
  ])('%s it was adopted: .env.sandbox goes, and no other file', (_, lockReason) => {
    const facts = { ...made, repository: { commonDirectory, listed: { ...listed, lockReason } } };
    expect(planPlace(aSandbox(), facts)).toEqual({ kind: 'remove-marker' });
  });

  describe('that was adopted, and locked for as long as it is registered', () => {
    const lockReason =
      'in use by ktrdr sandbox ktrdr--feat-x; to let go of it: ktrdr sandbox destroy --name ktrdr--feat-x';
    const adopted = { commonDirectory, listed: { ...listed, lockReason } };

    test.each<[string, Partial<PlaceFacts>, object]>([
      ['its files stay, and the lock goes', {}, { kind: 'remove-marker' }],
      ['moved away, and seen there', { ...gone, repository: { ...adopted, movedTo: '/clones/x' } }, { kind: 'leave' }],
      ['away: git may forget it', gone, { kind: 'leave' }],
      ['something else is there', { git: { kind: 'none' } }, { kind: 'leave' }],
    ])('%s', (_, different, expected) => {
      const plan = planPlace(aSandbox(), { ...made, repository: adopted, ...different });
      expect(plan).toMatchObject({ ...expected, unlock: entry });
    });
  });

  test.each<[string, Partial<PlaceFacts>, RegExp]>([
    ['a link leads elsewhere', { realPath: '/clones/other' }, /now leads to \/clones\/other/],
    ['its marker names another instance', { marker: { INSTANCE_ID: 'ktrdr-prod' } }, /now belongs to ktrdr-prod/],
    ['its marker names nobody', { marker: {} }, /now belongs to something else/],
    ['it was replaced by a clone', { git: { ...worktree, kind: 'clone' } }, /no longer the worktree/],
    ['it was replaced by a submodule', { git: { ...worktree, kind: 'submodule' } }, /no longer the worktree/],
    [
      'it is a worktree of another repository',
      { git: { ...worktree, commonDirectory: '/x' } },
      /no longer the worktree/,
    ],
    [
      'another worktree of its repository was moved there',
      { git: { ...worktree, gitDirectory: `${commonDirectory}/worktrees/other` } },
      /no longer the worktree/,
    ],
    ['it lies inside another worktree now', { git: { ...worktree, topLevel: '/clones' } }, /no longer the worktree/],
    ['git has never heard of it', { git: { kind: 'none' } }, /no longer the worktree/],
    [
      'its repository does not list it',
      { repository: { commonDirectory, listed: undefined } },
      /no longer the worktree/,
    ],
    ['its repository is gone', { repository: undefined }, /no longer the worktree/],
    [
      'its repository has it elsewhere, and something else is here',
      { repository: { commonDirectory, listed: { ...listed, path: '/elsewhere' } } },
      /no longer the worktree/,
    ],
  ])('%s: no file is touched, and it says why', (_, different, reason) => {
    for (const options of [{}, { keepWorktree }]) {
      expect(planPlace(aSandbox(), { ...made, ...different }, options)).toMatchObject({
        kind: 'leave',
        reason: expect.stringMatching(reason),
      });
    }
  });

  test.each<[string, Partial<PlaceFacts>, object]>([
    ['gone: its repository forgets it', {}, { forget: entry }],
    [
      'gone, by an earlier destroy, and half forgotten',
      { repository: undefined, begun: { entry, aside: undefined } },
      { forget: entry, reason: 'an earlier destroy has removed /clones/ktrdr--feat-x' },
    ],
    ['gone with its repository', { repository: undefined }, {}],
    [
      'gone, but it had no lock of ours',
      { repository: { commonDirectory, listed: { ...listed, lockReason: undefined } } },
      {},
    ],
    ['moved: unlocked only', { repository: { ...repository, movedTo: '/clones/renamed' } }, { unlock: entry }],
    [
      'gone, with commits that only its HEAD reaches: unlocked only',
      { repository: { ...repository, holdsWork: true } },
      { keep: entry },
    ],
  ])('%s', (_, different, expected) => {
    const plan = planPlace(aSandbox(), { ...made, ...gone, ...different });
    expect(plan).toEqual({ kind: 'leave', reason: expect.stringMatching(/no longer exists/), ...expected });
  });
});

test('a sandbox that was registered as a clone loses .env.sandbox and nothing else', () => {
  const path = '/clones/ktrdr--feat-x';
  const facts = {
    ...asRegistered,
    realPath: path,
    git: { ...git, topLevel: path },
    marker: { INSTANCE_ID: 'ktrdr--feat-x' },
  };
  const sandbox = aSandbox({ isWorktree: false, parentRepo: null });
  expect(planPlace(sandbox, facts)).toEqual({ kind: 'remove-marker' });
  expect(planPlace(sandbox, facts, { keepWorktree: true })).toEqual({ kind: 'remove-marker' });
});
