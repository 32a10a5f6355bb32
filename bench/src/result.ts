import type { Environment } from './environment.ts';
import type { Measure } from './measure.ts';
import type { Summary } from './statistics.ts';

/** One measured line. */
export type Result = Pick<Measure, 'name' | 'what' | 'against' | 'unit' | 'target'> &
  Summary & {
    /** Of which commit. */
    readonly commit: string;
  };

/** One run of the bench. */
export interface Report {
  /** ISO 8601, UTC. */
  readonly date: string;
  readonly environment: Environment;
  readonly results: readonly Result[];
}

/** The later report, with what only the earlier one has. In the order of `names`. */
export function mergeReports(earlier: Report, later: Report, names: readonly string[]): Report {
  const results = names.flatMap((name) => {
    const result = [...later.results, ...earlier.results].find((one) => one.name === name);
    return result === undefined ? [] : [result];
  });
  return { ...later, results };
}

/** The figure that is compared with the target: the ratio, or without a reference the value. */
export function figureOf({ against, ratio, ours }: Result): number {
  return against === undefined ? ours : ratio;
}
