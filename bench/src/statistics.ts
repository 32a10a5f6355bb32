/** A measured value and that of its reference, taken one right after the other. */
export interface Pair {
  readonly ours: number;
  readonly reference: number;
}

/** What the pairs of a measurement say. */
export interface Summary {
  readonly pairs: number;
  /** Medians, in the unit of the pairs. */
  readonly ours: number;
  readonly reference: number;
  /** The median of the pairs' ratios, and the quartiles around it. */
  readonly ratio: number;
  readonly lower: number;
  readonly upper: number;
}

/** @throws RangeError without a pair */
export function summarize(pairs: readonly Pair[]): Summary {
  const ratios = pairs.map(({ ours, reference }) => ours / reference);
  return {
    pairs: pairs.length,
    ours: quantile(
      pairs.map(({ ours }) => ours),
      0.5,
    ),
    reference: quantile(
      pairs.map(({ reference }) => reference),
      0.5,
    ),
    ratio: quantile(ratios, 0.5),
    lower: quantile(ratios, 0.25),
    upper: quantile(ratios, 0.75),
  };
}

/** The value below which the fraction `q` of `values` lies, between two of them where it falls there. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  const position = (sorted.length - 1) * q;
  const [low, high] = [sorted[Math.floor(position)], sorted[Math.ceil(position)]];
  if (low === undefined || high === undefined) throw new RangeError('no values');
  return low + (high - low) * (position - Math.floor(position));
}
