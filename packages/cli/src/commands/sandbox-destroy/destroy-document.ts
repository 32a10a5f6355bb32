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
    directory: takesDirectory(place) ? 'removed' : place.kind === 'remove-marker' ? 'kept' : 'untouched',
    reason: reasonOf(place),
    workAtRisk: work.lost,
    ignored,
    branch: branch === undefined ? null : branchDocument(branch, destroyed),
    unpushed: work.unpushed ?? null,
    mainWorktree: mainWorktree ?? null,
  };
}

/** Whether the directory goes. */
export function takesDirectory(place: DestroyPlan['place']): boolean {
  return place.kind === 'remove-worktree' || (place.kind === 'undo-create' && place.undo.takesDirectory);
}

function reasonOf(place: DestroyPlan['place']): string | null {
  if (place.kind === 'leave') return place.reason;
  return place.kind === 'undo-create' && place.undo.stays.length > 0 ? place.undo.stays.join(', ') : null;
}

/** A branch that was asked to go: `deleted` says whether it has, `delete` whether it may. */
function branchDocument(branch: BranchVerdict, destroyed: boolean): object {
  if (branch.kind === 'none') return { name: null, commit: null, delete: false, deleted: false, reason: branch.reason };
  const { kind, name, commit, reason } = branch;
  return { name, commit, delete: kind === 'delete', deleted: destroyed && kind === 'delete', reason };
}
