import type { Container } from '@ktrdr/compose-runner';

/** What a check is about: the containers of its services at one moment. */
export interface Subject {
  /** When each was last started (ms), by its id; undefined: never. */
  readonly starts: ReadonlyMap<string, number | undefined>;
  /** Whether what starts the containers has started all of them since the gate began: it will not replace them. */
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
    starts: new Map(own.map(({ id, startedAt }) => [id, startedAt])),
    isFresh: own.length > 0 && own.every(({ id }) => started.has(id)),
  };
}

/** Whether there are other containers now. */
export function isReplaced(before: Subject, now: Subject): boolean {
  return before.starts.size !== now.starts.size || [...before.starts.keys()].some((id) => !now.starts.has(id));
}

/** Whether there are other containers now, or one was restarted. That one was started for the first time does not count. */
export function isRenewed(before: Subject, now: Subject): boolean {
  const isRestarted = ([id, start]: readonly [string, number | undefined]): boolean =>
    start !== undefined && start !== now.starts.get(id);
  return isReplaced(before, now) || [...before.starts].some(isRestarted);
}
