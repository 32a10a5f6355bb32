import type { Container } from '@ktrdr/compose-runner';

/** What a check is about. */
export interface Subject {
  /** Which containers, and since which start of each. */
  readonly identity: string;
  /** Whether all of them were started since the gate began, so that what starts the containers will not replace them. */
  readonly isFresh: boolean;
}

/** The containers of these services, as a subject. @param started ids of those that were started since the gate began */
export function subjectOf(
  services: readonly string[],
  containers: readonly Container[],
  started: ReadonlySet<string>,
): Subject {
  const own = containers.filter(({ service }) => services.includes(service));
  return {
    identity: own
      .map(({ id, startedAt }) => `${id} ${startedAt ?? ''}`)
      .toSorted()
      .join('\n'),
    isFresh: own.length > 0 && own.every(({ id }) => started.has(id)),
  };
}
