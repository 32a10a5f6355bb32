import type { ProjectContainer } from './project-parts.ts';

/**
 * The ids of containers in the order in which they are to be stopped, each group at once: a service's before those of the services that it needs, as Compose
 * does it. What needs itself in a circle is stopped last, together.
 */
export function stopOrder(containers: readonly Pick<ProjectContainer, 'id' | 'service' | 'dependsOn'>[]): string[][] {
  const groups: string[][] = [];
  let left = containers;
  while (left.length > 0) {
    const needed = new Set(left.flatMap(({ service, dependsOn }) => dependsOn.filter((name) => name !== service)));
    const free = left.filter(({ service }) => !needed.has(service));
    const group = free.length === 0 ? left : free;
    groups.push(group.map(({ id }) => id));
    left = left.filter((container) => !group.includes(container));
  }
  return groups;
}
