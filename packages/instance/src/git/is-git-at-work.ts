import { basename } from 'node:path';

/** What changes worktrees, branches and their settings, or does so for a `git worktree add`. */
const CHANGING = new Set([
  'branch',
  'checkout',
  'config',
  'read-tree',
  'reset',
  'symbolic-ref',
  'update-ref',
  'worktree',
]);

/** git's own options that are followed by their value (git(1)). */
const WITH_VALUE = new Set(['-C', '-c', '--git-dir', '--work-tree', '--namespace', '--super-prefix', '--config-env']);

/**
 * Whether a process is a git that makes or removes a worktree or a branch, by the words that it was called with. One that a hook has left behind
 * (`git maintenance`, `git fsmonitor--daemon`, `git fetch`) is not.
 */
export function isGitAtWork(args: readonly string[]): boolean {
  const [program = '', ...rest] = args;
  if (basename(program) !== 'git') return false;
  for (let index = 0; index < rest.length; index += 1) {
    const word = rest[index] ?? '';
    if (WITH_VALUE.has(word)) index += 1;
    else if (!word.startsWith('-')) return CHANGING.has(word);
  }
  return false;
}
