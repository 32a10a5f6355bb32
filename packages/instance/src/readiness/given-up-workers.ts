import type { Container } from '@ktrdr/compose-runner';

/** How long a healthy worker may be missing from a backend that answers before it counts as one that has given up (ms). */
const GIVEN_UP_AFTER_MS = 10_000;

export interface GivenUpOptions {
  /** Services whose worker has not registered. */
  readonly missing: readonly string[];
  readonly containers: readonly Container[];
  /** Milliseconds of a clock that only goes forward. */
  readonly now: number;
}

/**
 * Knows which workers have given up registering. KTRDR's workers try five times in a quarter of a minute while they start, and say that they
 * are healthy only afterwards; one whose backend was slower stays healthy and unregistered for good.
 * Source: github.com/kpiteira/ktrdr, `self_register` in `ktrdr/workers/base.py`
 *
 * @returns a function that is told at each look who is missing, and gives each container at most once
 */
export function givenUpWorkers(): (options: GivenUpOptions) => readonly Container[] {
  /** Since when each healthy container has been missing, by its id. */
  const since = new Map<string, number>();
  const given = new Set<string>();
  return ({ missing, containers, now }) => {
    const silent = containers.filter(
      ({ service, state, health }) => missing.includes(service) && state === 'running' && health?.status === 'healthy',
    );
    for (const id of since.keys()) if (!silent.some((one) => one.id === id)) since.delete(id);
    for (const { id } of silent) if (!since.has(id)) since.set(id, now);
    const found = silent.filter(({ id }) => !given.has(id) && now - (since.get(id) ?? now) >= GIVEN_UP_AFTER_MS);
    for (const { id } of found) given.add(id);
    return found;
  };
}
