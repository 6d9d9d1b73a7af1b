/** How many letters must be inserted, left out or changed to make one word of the other (Levenshtein 1966). */
function distance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= right.length; j += 1) {
      const change = left[i - 1] === right[j - 1] ? 0 : 1;
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + change));
    }
    row = next;
  }
  return row.at(-1)!;
}

/** The word that was probably meant; null where none is near. Case does not count. */
export function closest(word: string, words: readonly string[]): string | null {
  const near = words
    .map((each) => ({ each, far: distance(word.toLowerCase(), each.toLowerCase()) }))
    .sort((left, right) => left.far - right.far)[0];
  return near && near.far <= Math.max(2, word.length / 3) ? near.each : null;
}
