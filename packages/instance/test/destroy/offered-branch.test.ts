import { describe, expect, test } from '@jest/globals';
import { destroy, git, main, tree } from '../support/destroy-scene.ts';

const isThere = (): boolean => git(main, 'branch', '--list', 'feat-x') !== '';
const nobodyIsAsked = async (): Promise<boolean> => {
  throw new Error('nobody is to be asked');
};

describe('a branch that may go', () => {
  const deleteBranch = { fetch: false };
  test.each([
    [true, { kind: 'delete' }],
    [
      false,
      {
        kind: 'keep',
        reason: expect.stringMatching(/^merged into origin\/main; you did not ask .* git branch -D feat-x$/),
      },
    ],
  ])('goes when it is agreed to: %s', async (agreed, branch) => {
    const asked: unknown[] = [];
    const confirmBranch = async (verdict: unknown): Promise<boolean> => (asked.push(verdict), agreed);
    expect(await destroy({ deleteBranch, confirmBranch })).toMatchObject({ branch });
    expect(asked).toMatchObject([{ kind: 'delete', name: 'feat-x' }]);
    expect(isThere()).toBe(!agreed);
  });

  test('is not asked about when the rest is not agreed to, or when it stays anyway', async () => {
    expect(await destroy({ deleteBranch, confirmBranch: nobodyIsAsked, confirm: async () => false })).toBeUndefined();
    git(tree, 'commit', '-q', '--allow-empty', '-m', 'mine');
    expect(await destroy({ deleteBranch, confirmBranch: nobodyIsAsked })).toMatchObject({ branch: { kind: 'keep' } });
    expect(isThere()).toBe(true);
  });
});
