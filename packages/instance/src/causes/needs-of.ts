import type { CauseFacts } from './cause-facts.ts';

/** Which services each needs: as its container was made, and, of KTRDR's, the backend the database and workers the backend. */
export function needsOf({
  containers,
  workers,
}: Pick<CauseFacts, 'containers' | 'workers'>): ReadonlyMap<string, readonly string[]> {
  if (containers.kind === 'failed') return new Map();
  const needs = new Map(containers.value.map(({ service, dependsOn }) => [service, new Set(dependsOn)]));
  const add = (service: string, needed: string): void => {
    if (service !== needed) needs.get(service)?.add(needed);
  };
  add('backend', 'db');
  for (const name of workers?.missing ?? []) add(name, 'backend');
  return new Map([...needs].map(([service, needed]) => [service, [...needed]]));
}
