import { expect, test } from '@jest/globals';
import { noLocalProd } from '../src/destroy/no-local-prod.ts';
import { type PlaceFacts, planPlace } from '../src/destroy/plan-place.ts';
import type { GitFacts } from '../src/git/git-facts.ts';
import { anInstance } from './support/a.ts';

const PATH = '/clones/ktrdr-prod';
const git = {
  kind: 'clone',
  topLevel: PATH,
  commonDirectory: `${PATH}/.git`,
  remoteUrls: ['git@github.com:somebody/ktrdr.git'],
} as const satisfies GitFacts;
const asRegistered: PlaceFacts = { realPath: PATH, git, markerId: 'ktrdr-prod' };

test.each<[string, Partial<PlaceFacts>]>([
  ['the clone that was registered', {}],
  ['the clone, its marker lost: the real path and git decide', { markerId: undefined }],
])('%s: .env.sandbox goes, and no other file', (_, different) => {
  expect(planPlace(anInstance(), { ...asRegistered, ...different })).toEqual({ kind: 'remove-marker' });
});

test.each<[string, Partial<PlaceFacts>, RegExp]>([
  ['nothing is there', { realPath: undefined, git: undefined, markerId: undefined }, /is not there any more/],
  ['a link leads elsewhere', { realPath: '/clones/other' }, /now leads to \/clones\/other/],
  ['git has never heard of it', { git: { kind: 'none' } }, /no longer the clone/],
  ['it was replaced by a linked worktree', { git: { ...git, kind: 'linked-worktree' } }, /no longer the clone/],
  ['it was replaced by a submodule', { git: { ...git, kind: 'submodule' } }, /no longer the clone/],
  ['it was replaced by a bare repository', { git: { ...git, kind: 'bare' } }, /no longer the clone/],
  ['it lies inside another clone now', { git: { ...git, topLevel: '/clones' } }, /no longer the clone/],
  [
    'it was replaced by a clone of something else',
    { git: { ...git, remoteUrls: ['git@host:other'] } },
    /no longer the clone/,
  ],
  ['it was replaced by a repository without remotes', { git: { ...git, remoteUrls: [] } }, /no longer the clone/],
  ['git was not asked', { git: undefined }, /no longer the clone/],
  ['its marker names another instance', { markerId: 'ktrdr--feat-x' }, /now belongs to ktrdr--feat-x/],
  ['its marker names nobody', { markerId: null }, /now belongs to something else/],
])('%s: no file is touched, and it says why', (_, different, reason) => {
  expect(planPlace(anInstance(), { ...asRegistered, ...different })).toEqual({
    kind: 'leave',
    reason: expect.stringMatching(reason),
  });
});

test('without a local-prod there is nothing to destroy', () => {
  expect(noLocalProd()).toMatchObject({ code: 'NO_LOCAL_PROD', message: 'No local-prod instance exists' });
});
