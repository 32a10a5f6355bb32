/** In the order of their names, with numbers as numbers: the Engine tells volumes and networks in none. */
export function byName<T extends { readonly name: string }>(all: readonly T[]): T[] {
  return all.toSorted((one, other) => one.name.localeCompare(other.name, 'en', { numeric: true }));
}
