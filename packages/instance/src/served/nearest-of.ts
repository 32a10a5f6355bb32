/** Of a longer word, so many characters may be wrong: one in three. */
const RIGHT_FOR_EACH_WRONG = 3;

/** The name that was most likely meant by a word: one that it begins, or that differs in a few characters; undefined where there is none, or several. */
export function nearestOf(word: string, names: readonly string[]): string | undefined {
  const begun = names.filter((name) => word !== '' && name.startsWith(word));
  if (begun.length === 1) return begun[0];
  const distances = names.map((name) => ({ name, distance: distanceOf(word, name) }));
  const least = Math.min(...distances.map(({ distance }) => distance));
  const nearest = distances.filter(({ distance }) => distance === least);
  const isNear = least <= Math.max(1, Math.floor(word.length / RIGHT_FOR_EACH_WRONG));
  return isNear && nearest.length === 1 ? nearest[0]?.name : undefined;
}

/** How many characters are to be put in, taken out, replaced or changed with the next one (Damerau and Levenshtein, the restricted one). */
function distanceOf(one: string, other: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let row = 1; row <= one.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= other.length; column += 1) {
      const isSame = one[row - 1] === other[column - 1];
      const swapped =
        row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1]
          ? (beforeLast[column - 2] ?? 0) + 1
          : Number.POSITIVE_INFINITY;
      current.push(
        Math.min(
          (last[column] ?? 0) + 1,
          (current[column - 1] ?? 0) + 1,
          (last[column - 1] ?? 0) + (isSame ? 0 : 1),
          swapped,
        ),
      );
    }
    beforeLast = last;
    last = current;
  }
  return last[other.length] ?? 0;
}
