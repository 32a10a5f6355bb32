import { quoteArgument } from '@ktrdr/errors';
import type { DestroyPlan } from '@ktrdr/instance';

type Volumes = Pick<DestroyPlan, 'volumes' | 'staying'>;

/** What a plan says of volumes, line by line. */
export function describeVolumes(plan: Volumes): string[] {
  return [`  volumes:    ${plan.volumes.join(', ') || 'none'}`, ...stayingLine(plan)];
}

/** The volumes that a plan leaves; no line where there are none. */
export function stayingLine({ staying }: Pick<Volumes, 'staying'>): string[] {
  return staying.length === 0 ? [] : [`  volumes that stay: ${staying.join(', ')}`];
}

/** The end of the question. */
export function withVolumes({ volumes }: Volumes): string {
  return volumes.length === 0 ? '' : ', with the database in its volumes';
}

/** What a destroy has removed of Docker's things. */
export function whatIsGone({ staying }: Volumes): string {
  return staying.length === 0
    ? 'its containers, networks and volumes are gone'
    : 'its containers and networks are gone';
}

/** The volumes that are left, and how they go. */
export function describeStaying({ staying }: Volumes): string[] {
  if (staying.length === 0) return [];
  return [
    `  Volumes that stay: ${staying.join(', ')}. To remove them and what is in them: docker volume rm ${staying.map(quoteArgument).join(' ')}`,
  ];
}
