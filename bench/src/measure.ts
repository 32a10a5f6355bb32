import type { Bed } from './bed.ts';
import type { Pair } from './statistics.ts';

export type Unit = 'ms' | 's' | 'MiB';

/** One line of the table. */
export interface Measure {
  /** As it is named on the command line and in the results. */
  readonly name: string;
  readonly what: string;
  /** What it is compared with, in words; undefined where the value itself counts. */
  readonly against: string | undefined;
  readonly unit: Unit;
  /** The ratio, or without a reference the value, that is to be reached. */
  readonly target: number;
  /** Taken only when it is named on the command line. */
  readonly onlyByName?: boolean;
  /** Takes the pairs. Without a reference, `reference` is 1. */
  run(bed: Bed): Promise<readonly Pair[]>;
}
