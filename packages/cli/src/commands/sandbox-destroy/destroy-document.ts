import type { BranchVerdict, DestroyPlan } from '@ktrdr/instance';

/** A destroy as programs read it (`--json`). */
export function destroyDocument(
  {
    instance,
    containers,
    volumes,
    takenOver,
    staying,
    images,
    place,
    work,
    ignored,
    mainWorktree,
    branch,
  }: DestroyPlan,
  { destroyed }: { readonly destroyed: boolean },
): object {
  return {
    id: instance.id,
    path: instance.path,
    destroyed,
    containers,
    volumes,
    volumesTakenOver: takenOver,
    volumesLeft: staying,
    images,
    directory:
      place.kind === 'remove-worktree' || place.kind === 'undo-create'
        ? 'removed'
        : place.kind === 'remove-marker'
          ? 'kept'
          : 'untouched',
    reason: place.kind === 'leave' ? place.reason : null,
    workAtRisk: work.lost,
    ignored,
    branch: branch === undefined ? null : branchDocument(branch, destroyed),
    unpushed: work.unpushed ?? null,
    mainWorktree: mainWorktree ?? null,
  };
}

/** A branch that was asked to go: `deleted` says whether it has, `delete` whether it may. */
function branchDocument(branch: BranchVerdict, destroyed: boolean): object {
  if (branch.kind === 'none') return { name: null, commit: null, delete: false, deleted: false, reason: branch.reason };
  const { kind, name, commit, reason } = branch;
  return { name, commit, delete: kind === 'delete', deleted: destroyed && kind === 'delete', reason };
}
