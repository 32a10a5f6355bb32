import { quoteArgument } from '@ktrdr/errors';
import { type DestroyPlan } from '@ktrdr/instance';
import { countWork, listIgnored, listWork } from '@ktrdr/instance/internal';
import { describeOwnLines } from '../../command/gone-for-good.ts';
import { describeVolumes } from '../../command/volumes-of-plan.ts';

export interface DescribeOptions {
  /** Whether somebody is to be asked about a branch that may go. @default no */
  readonly offersBranch?: boolean;
}

/** What a destroy is about to do, line by line. */
export function describeDestroyPlan(plan: DestroyPlan, { offersBranch = false }: DescribeOptions = {}): string[] {
  const { containers, images, work, ignored } = plan;
  const { lost, unpushed } = work;
  const files = ignored.filter(({ ownLines }) => ownLines === undefined);
  return [
    `  containers: ${containers.length === 0 ? 'none' : containers.length}`,
    ...describeVolumes(plan),
    `  images:     ${images.join(', ') || 'none'}`,
    `  directory:  ${directoryOf(plan)}`,
    ...leftAlone(plan).map((what) => `  left alone: ${what}`),
    ...(lost.length === 0 ? [] : [`  work that would be lost with it: ${countWork(lost)} (refused without --force)`]),
    ...listWork(lost).map((line) => `    ${line}`),
    ...(files.length === 0 ? [] : ['  ignored files that nothing rebuilds, which are deleted with it:']),
    ...listIgnored(files).map((line) => `    ${line}`),
    ...describeOwnLines(plan),
    ...branchOf(plan, offersBranch && plan.place.kind !== 'undo-create'),
    ...(unpushed === undefined || plan.branch?.kind === 'delete'
      ? []
      : [
          `  branch ${unpushed.branch} stays, with ${unpushed.commits === 1 ? 'one commit that is' : `${unpushed.commits} commits that are`} on no remote`,
        ]),
  ];
}

function directoryOf({ place, keepsEnvFile, instance: { path } }: DestroyPlan): string {
  if (place.kind === 'remove-worktree')
    return place.begun ? `what an earlier destroy left of ${path} is removed: ${place.at}` : `${path} is removed`;
  if (place.kind === 'undo-create') {
    const { removed } = place.undo;
    return removed.length === 0
      ? 'its creation was interrupted and left nothing to remove'
      : `its creation was interrupted, and what it left is removed: ${removed.join(', ')}`;
  }
  if (place.kind === 'remove-marker')
    return `${path} stays, ${keepsEnvFile ? 'with .env.sandbox, which git tracks' : 'without .env.sandbox'}`;
  return `no file is touched: ${place.reason}`;
}

/** What the undo of an interrupted create does not touch, and why. */
function leftAlone({ place }: DestroyPlan): readonly string[] {
  return place.kind === 'undo-create' ? place.undo.stays : [];
}

/** The same, once it is done. */
export function whatBecameOfFiles({
  place,
  branch,
  checkedOut,
  keepsEnvFile,
  instance: { path },
}: DestroyPlan): string {
  if (place.kind === 'remove-worktree') {
    if (place.isReplaced === true)
      return `Its worktree is gone; ${path} is now another directory and was left unchanged`;
    return `Its worktree ${path} is gone${branch === undefined && checkedOut !== undefined ? '; its branch is kept' : ''}`;
  }
  if (place.kind === 'undo-create') {
    const { removed, stays } = place.undo;
    const gone =
      removed.length === 0
        ? 'Its interrupted creation had left nothing to remove'
        : `What its interrupted creation had left is gone: ${removed.join(', ')}`;
    return stays.length === 0 ? gone : `${gone}. Left alone: ${stays.join(', ')}`;
  }
  if (place.kind === 'remove-marker')
    return `The files in ${path} are unchanged${keepsEnvFile ? '' : ', except for .env.sandbox'}`;
  return `No file was touched: ${place.reason}`;
}

function branchOf({ branch }: DestroyPlan, isOffered: boolean): string[] {
  if (branch === undefined) return [];
  if (branch.kind === 'none') return [`  branch:     none is deleted: ${branch.reason}`];
  const fate = branch.kind === 'keep' ? 'stays' : isOffered ? 'can be deleted' : 'is deleted';
  return [`  branch:     ${branch.name} (${branch.commit.slice(0, 8)}) ${fate}: ${branch.reason}`];
}

/** What became of a branch that was asked to go. */
export function whatBecameOfBranch({ branch }: DestroyPlan): string[] {
  if (branch === undefined) return [];
  if (branch.kind === 'none') return [`  No branch was deleted: ${branch.reason}`];
  if (branch.kind === 'keep') return [`  Branch ${branch.name} is kept: ${branch.reason}`];
  const { name, commit, reason } = branch;
  return [
    `  Branch ${name} is deleted: ${reason}. To restore it: git branch ${quoteArgument(name)} ${commit.slice(0, 12)}`,
  ];
}
