import { expect, test } from '@jest/globals';
import { isGitAtWork } from '../src/git/is-git-at-work.ts';

// As git 2.39 and its children call themselves.
test.each([
  ['git -C /work/ktrdr -c log.showSignature=false worktree add --quiet -- ../x x', true],
  ['/usr/bin/git --git-dir /work/ktrdr/.git update-ref -d refs/heads/x', true],
  ['git reset --hard --no-recurse-submodules', true],
  ['git -C worktree status', false],
  ['git maintenance run --auto --quiet', false],
  ['git fsmonitor--daemon run --detach --ipc-threads=8', false],
  ['git fetch origin', false],
  ['git -c alias.worktree=!sleep', false],
  ['git', false],
  ['sh -c git worktree add x', false],
  ['/usr/lib/git-core/git-remote-https origin', false],
  ['sleep 1000', false],
  ['', false],
])('%s: %s', (command, isAtWork) => {
  expect(isGitAtWork(command.split(' '))).toBe(isAtWork);
});
