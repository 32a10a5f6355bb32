import { expect, test } from '@jest/globals';
import { instanceOf } from '@ktrdr/instance';
import { describeDestroyPlan, whatBecameOfFiles } from '../src/commands/sandbox-destroy/describe-destroy-plan.ts';

type Plan = Parameters<typeof whatBecameOfFiles>[0];

const PATH = '/clones/ktrdr--feat-x';
const ASIDE = '/clones/.ktrdr--feat-x.being-removed-0a1b';
const commonDirectory = '/clones/ktrdr/.git';
const entry = { path: PATH, commonDirectory, adminDirectory: `${commonDirectory}/worktrees/ktrdr--feat-x` };
const removed = { kind: 'remove-worktree', entry, at: PATH, begun: false } as const;

/** The undo of a create that was killed. */
const undone = (stays: readonly string[]): Plan['place'] => ({
  kind: 'undo-create',
  undo: { removed: [`worktree ${PATH}`], stays, branch: { kind: 'none' }, takesDirectory: true },
  journal: {
    version: 2,
    operation: 'create',
    id: 'ktrdr--feat-x',
    path: PATH,
    createdAt: '2026-01-02T03:04:05.000Z',
    token: 'a1',
    commonDirectory,
    branch: { name: 'feat-x', commit: 'c0ffee', created: true },
  },
});

function aPlan(different: Partial<Plan>): Plan {
  const nothing = {
    containers: [],
    volumes: [],
    takenOver: [],
    volumeFacts: [],
    kept: [],
    staying: [],
    replaced: [],
    networksLeft: [],
    standingFor: [],
    images: [],
    ignored: [],
  };
  const record = { instanceId: 'ktrdr--feat-x', slot: 3, path: PATH, createdAt: '2026-01-02T03:04:05.000Z' };
  return {
    ...nothing,
    instance: instanceOf({ ...record, isWorktree: true, parentRepo: '/clones/ktrdr' }),
    place: removed,
    keepsEnvFile: false,
    work: { lost: [], unpushed: undefined },
    mainWorktree: '/clones/ktrdr',
    checkedOut: undefined,
    ...different,
  };
}

test.each<[string, Partial<Plan>, string]>([
  ['a branch', { checkedOut: 'refs/heads/feat-x' }, `Its worktree ${PATH} is gone; its branch is kept`],
  ['no branch', {}, `Its worktree ${PATH} is gone`],
  [
    'another one at its place by now',
    { checkedOut: 'refs/heads/feat-x', place: { ...removed, isReplaced: true } },
    `Its worktree is gone; ${PATH} is now another directory and was left unchanged`,
  ],
  [
    'what its interrupted create had made',
    { place: undone([]) },
    `What its interrupted creation had left is gone: worktree ${PATH}`,
  ],
  [
    'a branch that stays',
    { place: undone(['branch feat-x (it is checked out in /clones/ktrdr)']) },
    `What its interrupted creation had left is gone: worktree ${PATH}. Left alone: branch feat-x (it is checked out in /clones/ktrdr)`,
  ],
  ['.env.sandbox', { place: { kind: 'remove-marker' } }, `The files in ${PATH} are unchanged, except for .env.sandbox`],
  [
    '.env.sandbox that git tracks',
    { place: { kind: 'remove-marker' }, keepsEnvFile: true },
    `The files in ${PATH} are unchanged`,
  ],
])('what became of the files of one with %s', (_, different, said) => {
  expect(whatBecameOfFiles(aPlan(different))).toBe(said);
});

test.each<[string, Partial<Plan>, string]>([
  ['goes', {}, `${PATH} is removed`],
  [
    'an earlier destroy has moved, and another may be there',
    { place: { ...removed, at: ASIDE, begun: true } },
    `what an earlier destroy left of ${PATH} is removed: ${ASIDE}`,
  ],
  [
    'goes, with what its interrupted create has made',
    { place: undone([]) },
    `its creation was interrupted, and what it left is removed: worktree ${PATH}`,
  ],
  ['stays', { place: { kind: 'remove-marker' } }, `${PATH} stays, without .env.sandbox`],
  [
    'stays, where git tracks .env.sandbox',
    { place: { kind: 'remove-marker' }, keepsEnvFile: true },
    `${PATH} stays, with .env.sandbox, which git tracks`,
  ],
])('what a plan says of a directory that %s', (_, different, said) => {
  expect(describeDestroyPlan(aPlan(different))).toContain(`  directory:  ${said}`);
});

test('a plan names the lines of a person apart from the files that git ignores', () => {
  const lines = { what: '.env.sandbox', files: 1, bytes: 300, envFiles: [], ownLines: 2 };
  const output = { what: 'output/', files: 7, bytes: 10, envFiles: [] };
  const ofBoth = describeDestroyPlan(aPlan({ ignored: [lines, output] })).slice(-3);
  expect(ofBoth).toEqual([
    '  ignored files that nothing rebuilds, which are deleted with it:',
    '    output/: 7 files, 10 bytes',
    '  your own lines, deleted with .env.sandbox: 2',
  ]);
  const ofLines = describeDestroyPlan(aPlan({ place: { kind: 'remove-marker' }, ignored: [lines] }));
  expect(ofLines.at(-1)).toBe('  your own lines, deleted with .env.sandbox: 2');
  expect(ofLines).not.toContain('  ignored files that nothing rebuilds, which are deleted with it:');
});

test.each([
  [false, 'is deleted: squashed into origin/main'],
  [true, 'can be deleted: squashed into origin/main'],
])('a branch that may go, offered: %s', (offersBranch, fate) => {
  const branch = { kind: 'delete', name: 'feat-x', commit: '0123456789', reason: 'squashed into origin/main' } as const;
  expect(describeDestroyPlan(aPlan({ branch }), { offersBranch })).toContain(`  branch:     feat-x (01234567) ${fate}`);
});
