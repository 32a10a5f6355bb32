import { countWork, type DestroyPlan, listWork } from '@ktrdr/instance';

/** What a destroy is about to do, line by line. */
export function describeDestroyPlan(plan: DestroyPlan): string[] {
  const { containers, volumes, images, work } = plan;
  const { lost, unpushed } = work;
  return [
    `  containers: ${containers.length === 0 ? 'none' : containers.length}`,
    `  volumes:    ${volumes.join(', ') || 'none'}`,
    `  images:     ${images.join(', ') || 'none'}`,
    `  directory:  ${directoryOf(plan)}`,
    ...(lost.length === 0 ? [] : [`  work that would be lost with it: ${countWork(lost)}`]),
    ...listWork(lost).map((line) => `    ${line}`),
    ...(unpushed === undefined
      ? []
      : [`  branch ${unpushed.branch} stays, with ${unpushed.commits} commit(s) that are on no remote`]),
  ];
}

function directoryOf({ place, instance: { path } }: DestroyPlan): string {
  if (place.kind === 'remove-worktree')
    return `${path} is removed${place.begun ? ' (an earlier destroy has begun it)' : ''}`;
  if (place.kind === 'remove-marker') return `${path} stays, without .env.sandbox`;
  return `no file is touched: ${place.reason}`;
}

/** The same, once it is done. */
export function whatBecameOfFiles({ place, instance: { path } }: DestroyPlan): string {
  if (place.kind === 'remove-worktree') return `Its worktree ${path} is gone; its branch is kept`;
  if (place.kind === 'remove-marker') return `Files at ${path} are as they were, but for .env.sandbox`;
  return `No file was touched: ${place.reason}`;
}
