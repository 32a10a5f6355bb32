/** So many paths are no more than a system takes as arguments. */
const AT_ONCE = 200;

/** A list of paths, as portions that fit into the arguments of a command. */
export function portionsOf<T>(paths: readonly T[]): T[][] {
  const count = Math.ceil(paths.length / AT_ONCE);
  return Array.from({ length: count }, (_, index) => paths.slice(index * AT_ONCE, (index + 1) * AT_ONCE));
}
