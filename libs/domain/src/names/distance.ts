/**
 * Letters added, left out, replaced or swapped with their neighbour (Damerau-Levenshtein in the form of optimal string alignment) between
 * two short words; `most + 1` where it is more than `most`.
 */
export function distanceBetween(one: string, other: string, most: number): number {
  if (Math.abs(one.length - other.length) > most) return most + 1;
  let before: number[] = [];
  let row = Array.from({ length: other.length + 1 }, (_each, index) => index);
  for (let left = 1; left <= one.length; left += 1) {
    const next = [left];
    for (let right = 1; right <= other.length; right += 1) {
      const replaced = row[right - 1]! + (one[left - 1] === other[right - 1] ? 0 : 1);
      const swapped =
        left > 1 && right > 1 && one[left - 1] === other[right - 2] && one[left - 2] === other[right - 1]
          ? before[right - 2]! + 1
          : Infinity;
      next.push(Math.min(replaced, row[right]! + 1, next[right - 1]! + 1, swapped));
    }
    if (Math.min(...next) > most) return most + 1;
    [before, row] = [row, next];
  }
  return Math.min(row[other.length]!, most + 1);
}
