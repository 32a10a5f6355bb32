import { commandsOf } from '../causes/commands-of.ts';
import type { Instance } from '../core/instance.ts';
import { removeOrphans } from '../engine/find-orphans.ts';
import type { StackHealth } from './stack-health.ts';

/** What makes a sick stack well. */
export interface Mending {
  /** The command that starts it; undefined where that changes nothing. */
  readonly up: string | undefined;
  /** Of containers that the Compose file does not have, and that `up` leaves alone: how they are removed. Only a person knows whether somebody needs them. */
  readonly removal: string | undefined;
}

export function mendingOf(
  instance: Instance,
  {
    services,
    leftOver,
    withoutSecrets,
    causes,
  }: Pick<StackHealth, 'services' | 'leftOver' | 'withoutSecrets' | 'causes'>,
): Mending {
  const sick = services.filter(({ problem }) => problem !== null);
  const isLeftOverAlone = leftOver.length > 0 && sick.length === leftOver.length;
  const { up } = commandsOf({ instance, withoutSecrets });
  // A backend that runs and is silent, say, stays as it is; and what is left over is not all of it where the last start was refused, too.
  const isMended = causes.some(({ fix }) => fix?.includes(up));
  const changesNothing = !isMended && (isLeftOverAlone || causes.length > 0);
  const names = leftOver.map(({ name }) => name).join(', ');
  return {
    up: changesNothing ? undefined : up,
    removal:
      leftOver.length === 0
        ? undefined
        : `If nobody needs ${names}, which the Compose file does not have: ${removeOrphans(leftOver)}`,
  };
}
