import type { Container } from '@ktrdr/compose-runner';

/** A container that Compose made to replace another when it was interrupted, and what becomes of it. */
export interface HalfReplaced {
  readonly id: string;
  /** The name that it was to have, if the other has gone: what was begun is ended. Else it is removed, and the other replaced anew. */
  readonly rename: string | undefined;
}

/**
 * Finds containers that were never started and have the name under which Compose makes them, `<12 digits of the other's id>_<name>`, until
 * the other has gone. Compose does not get past them by itself: it fails with "name is already in use". One whose other has gone is
 * kept: it alone may hold the other's anonymous volumes.
 * Source: github.com/docker/compose, `recreateContainer` in `pkg/compose/convergence.go`
 */
export function halfReplaced(containers: readonly Container[]): readonly HalfReplaced[] {
  return containers.flatMap(({ id, name, state, startedAt }): HalfReplaced[] => {
    const [, other, given] = /^([0-9a-f]{12})_(.+)$/.exec(name) ?? [];
    if (other === undefined || given === undefined || state !== 'created' || startedAt !== undefined) return [];
    if (containers.some((one) => one.id.startsWith(other))) return [{ id, rename: undefined }];
    return containers.some((one) => one.name === given) ? [] : [{ id, rename: given }];
  });
}
