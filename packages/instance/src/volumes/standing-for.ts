import type { ProjectVolume } from '@ktrdr/compose-runner';
import { isWithin } from '../core/is-within.ts';

/** A volume that is a name for what lies elsewhere, and stays there when the volume is removed. */
export interface StandingFor {
  readonly name: string;
  /** A directory of the Engine's machine, or a share of another one. */
  readonly device: string;
}

/**
 * Of volumes that are to go, those that stand for something else.
 *
 * @param removed the directory that goes as well: what lies in it does not stay
 */
export function standingFor(volumes: readonly ProjectVolume[], removed?: string): StandingFor[] {
  return volumes.flatMap(({ name, device }) =>
    device === undefined || (removed !== undefined && isWithin(device, removed)) ? [] : [{ name, device }],
  );
}
