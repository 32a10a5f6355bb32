import type { DestroyPlan } from '@ktrdr/instance';

/** A destroy as programs read it (`--json`). */
export function destroyDocument(
  { instance, containers, volumes, images, place, work, mainWorktree }: DestroyPlan,
  { destroyed }: { readonly destroyed: boolean },
): object {
  return {
    id: instance.id,
    path: instance.path,
    destroyed,
    containers,
    volumes,
    images,
    directory: place.kind === 'remove-worktree' ? 'removed' : place.kind === 'remove-marker' ? 'kept' : 'untouched',
    reason: place.kind === 'leave' ? place.reason : null,
    workAtRisk: work.lost,
    unpushed: work.unpushed ?? null,
    mainWorktree: mainWorktree ?? null,
  };
}
