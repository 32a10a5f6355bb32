/** What a list is narrowed to; of several values of one kind, labels all hold, and of names and ids one does. */
export interface Filters {
  /** `name` (there is such a label) or `name=value`. */
  readonly labels?: readonly string[] | undefined;
  /** Whole names, not parts of them. */
  readonly names?: readonly string[] | undefined;
}

/**
 * The `filters` of a query, undefined without any. Those of names are narrowed again when the answer is there: the Engine takes a part of a name
 * for a match.
 * Source: https://docs.docker.com/reference/api/engine/ (`filters` of each list)
 */
export function filtersOf(
  { labels = [], names = [] }: Filters,
  more: Record<string, readonly string[]> = {},
): string | undefined {
  const all = Object.entries({ label: labels, name: names, ...more }).filter(([, values]) => values.length > 0);
  return all.length === 0 ? undefined : JSON.stringify(Object.fromEntries(all));
}

/** Whether a list that was asked for by names asks for nothing. */
export function isNothing({ names }: Filters): boolean {
  return names !== undefined && names.length === 0;
}

/** Whether a thing has one of the names that were asked for. */
export function isNamed({ names }: Filters, name: string): boolean {
  return names === undefined || names.includes(name);
}
