import { CodedError, quoteArgument } from '@ktrdr/errors';
import type { WorkItem } from './work-at-risk.ts';
import type { Instance } from '../core/instance.ts';

/** @throws CodedError `WORK_AT_RISK`, with what would be lost */
export function assertNothingLost(
  instance: Pick<Instance, 'id' | 'path'>,
  lost: readonly WorkItem[],
  changed: string,
): void {
  if (lost.length > 0) throw workAtRisk(instance, lost, changed);
}

/** The error for work that would be lost: `WORK_AT_RISK`. */
export function workAtRisk(
  { id, path }: Pick<Instance, 'id' | 'path'>,
  lost: readonly WorkItem[],
  changed: string,
): CodedError {
  return new CodedError(`${path} contains work that exists nowhere else: ${countWork(lost)}`, {
    code: 'WORK_AT_RISK',
    detail: listWork(lost).join('\n'),
    hint:
      `${changed} Commit it to a branch or move it elsewhere, and run the command again. Or keep the directory: ` +
      `ktrdr sandbox destroy --name ${quoteArgument(id)} --keep-worktree. Or discard that work: ktrdr sandbox destroy --name ${quoteArgument(id)} --force`,
  });
}

const WORDS: Readonly<Record<WorkItem['kind'], readonly [one: string, many: string]>> = {
  change: ['uncommitted change', 'uncommitted changes'],
  untracked: ['untracked file', 'untracked files'],
  'hidden-change': ['change hidden from git status', 'changes hidden from git status'],
  commit: ['commit on no branch', 'commits on no branch'],
  operation: ['operation', 'operations'],
  repository: ['repository', 'repositories'],
  unreadable: ['unreadable file or directory', 'unreadable files or directories'],
  worktree: ['worktree of a submodule', 'worktrees of a submodule'],
};

/** `2 uncommitted changes, 1 untracked file` */
export function countWork(lost: readonly WorkItem[]): string {
  return Object.entries(WORDS)
    .flatMap(([kind, [one, many]]) => {
      const count = lost.filter((item) => item.kind === kind).length;
      return count === 0 ? [] : [`${count} ${count === 1 ? one : many}`];
    })
    .join(', ');
}

const LISTED = 20;

/** One line for each, the first ones: `untracked file: notes.txt`, … `and 3 more`. */
export function listWork(lost: readonly WorkItem[]): string[] {
  const lines = lost.slice(0, LISTED).map(({ kind, what }) => `${WORDS[kind][0]}: ${what}`);
  return lost.length > LISTED ? [...lines, `and ${lost.length - LISTED} more`] : lines;
}
