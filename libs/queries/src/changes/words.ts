import type { BoundedCount, PartCount, Place, UncertainDate } from '#libs/contracts';

const signs = { eq: '=', gt: '>', gte: '≥', lt: '<', lte: '≤', about: '≈' } as const;

const figure = (value: number | null): string => (value === null ? '?' : value.toLocaleString('en'));

/** A number with its operator, which it never loses: `= 233`, `> 2,000`, `10 to 17`, `vague: “several”`. */
function amount({ op, value, upTo, asWritten }: PartCount): string {
  if (op === 'vague' || op === 'all' || op === 'notStated') {
    const kind = { vague: 'vague', all: 'all', notStated: 'not stated' }[op];
    return `${kind}: “${asWritten}”`;
  }
  return op === 'between' ? `${figure(value)} to ${figure(upTo)}` : `${signs[op]} ${figure(value)}`;
}

const partsOf = ({ breakdowns }: BoundedCount): string[] =>
  breakdowns.flatMap(({ parts }) => parts.map(({ category, count }) => `${category} ${amount(count)}`));

/** A count in words: operator, number, unit and what is said of its parts. */
export function countWords(count: BoundedCount): string {
  const { op, unit } = count;
  const words =
    op === 'vague' || op === 'all' || op === 'notStated' ? amount(count) : `${amount(count)} ${unit.asWritten}`;
  const parts = partsOf(count);
  return parts.length === 0 ? words : `${words} (${parts.join(', ')})`;
}

/** A date as it was written, with what it was resolved to or understood as, where that says more. */
export function dateWords({ asWritten, edtf, resolved }: UncertainDate): string {
  const meant = resolved ?? edtf;
  return meant === null || meant === asWritten ? asWritten : `${asWritten} (${meant})`;
}

export const placeWords = ({ asWritten }: Place): string => asWritten;

/** Several words as one; what is not stated is left out. */
export const joined = (...words: readonly (string | null | undefined | false)[]): string =>
  words.filter(Boolean).join(', ');

/** Words that are said several times, once with how often. */
export function distinctWords(words: readonly string[]): string[] {
  const times = new Map<string, number>();
  for (const word of words) times.set(word, (times.get(word) ?? 0) + 1);
  return [...times].map(([word, count]) => (count === 1 ? word : `${word} ×${count}`));
}
