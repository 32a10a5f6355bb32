import type { Container } from '@ktrdr/compose-runner';

/**
 * Containers that Compose made to replace others when it was interrupted: never started, and still under the name that they have
 * until the other has gone. Compose does not get past them by itself: it fails with "name is already in use".
 * Source: github.com/docker/compose, `recreateContainer` in `pkg/compose/convergence.go`
 */
export function halfReplaced(containers: readonly Container[]): readonly Container[] {
  return containers.filter(({ name, state, startedAt }) => {
    const isUnderOtherName = /^[0-9a-f]{12}_/.test(name);
    return isUnderOtherName && state === 'created' && startedAt === undefined;
  });
}
