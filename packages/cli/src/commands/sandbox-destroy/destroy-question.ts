import type { DestroyPlan } from '@ktrdr/instance';
import { withVolumes } from '../../command/volumes-of-plan.ts';

/** How many places of ignored files a question names; the plan above it has more. */
const NAMED = 3;

/** The question before a destroy: what goes that nothing brings back is named in it once more. */
export function destroyQuestion(plan: Pick<DestroyPlan, 'instance' | 'volumes' | 'staying' | 'ignored'>): string {
  const { instance, ignored } = plan;
  if (ignored.length === 0) return `Destroy ${instance.id}${withVolumes(plan)}?`;
  const count = ignored.reduce((sum, { files }) => sum + files, 0);
  // Keys are missed the most.
  const sorted = ignored.toSorted((one, other) => other.envFiles.length - one.envFiles.length);
  const names = [
    ...sorted.slice(0, NAMED).map(({ what }) => what),
    ...(ignored.length > NAMED ? [`${ignored.length - NAMED} more`] : []),
  ];
  const files = `${count} ${count === 1 ? 'file' : 'files'} that git ignores (${names.join(', ')})`;
  return `Destroy ${instance.id}${withVolumes(plan)}${plan.volumes.length === 0 ? ', with' : ' and'} ${files}?`;
}
