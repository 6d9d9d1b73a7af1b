/** The value below which the given part of the numbers lies, interpolated. */
export function quantile(numbers, part) {
  const sorted = [...numbers].sort((left, right) => left - right);
  const place = (sorted.length - 1) * part;
  const below = sorted[Math.floor(place)];
  return below + (sorted[Math.ceil(place)] - below) * (place - Math.floor(place));
}

export const median = (numbers) => quantile(numbers, 0.5);

/** Median and quartiles. */
export const spread = (numbers) => ({
  median: median(numbers),
  lower: quantile(numbers, 0.25),
  upper: quantile(numbers, 0.75),
});

/**
 * Whether ratios meet a target: the median does, and the worse quartile is not further than 15 % from it.
 * @param {{atLeast?: number, atMost?: number}} target
 */
export function meets({ median: middle, lower, upper }, { atLeast, atMost }) {
  if (atLeast !== undefined) return middle >= atLeast && lower >= 0.85 * atLeast;
  return middle <= atMost && upper <= atMost / 0.85;
}
