import { removeOrphans } from '../engine/find-orphans.ts';
import type { StackHealth } from './stack-health.ts';

/**
 * What makes a sick stack well: removing what the Compose file does not have any more, which `up` leaves alone and which may hold a port, and `up`
 * for everything else.
 *
 * @param up as it is typed
 */
export function mendingCommands(
  { services, leftOver }: Pick<StackHealth, 'services' | 'leftOver'>,
  up: string,
): string[] {
  const sick = services.filter(({ problem }) => problem !== null);
  return [
    ...(leftOver.length === 0 ? [] : [removeOrphans(leftOver)]),
    ...(leftOver.length > 0 && sick.length === leftOver.length ? [] : [up]),
  ];
}
