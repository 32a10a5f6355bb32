/** A service that has fewer containers than it should. */
export interface MissingContainers {
  readonly name: string;
  /** How many there are, and how many there should be. */
  readonly there: number;
  readonly wanted: number;
}

/** The services that have fewer containers than they should, by how many each should have. */
export function missingContainers(
  expected: ReadonlyMap<string, number>,
  containers: readonly { readonly service: string }[],
): MissingContainers[] {
  return [...expected]
    .map(([name, wanted]) => ({ name, wanted, there: containers.filter(({ service }) => service === name).length }))
    .filter(({ there, wanted }) => there < wanted);
}
