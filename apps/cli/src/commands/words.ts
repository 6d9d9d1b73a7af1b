/** Fields whose words tell best what an event says, in this order. */
const TELLING = [
  'title',
  'names',
  'form',
  'leg',
  'phase',
  'count',
  'asWritten',
  'characterisation',
  'status',
  'mode',
  'charge',
  'date',
  'at',
  'since',
  'reason',
];

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

/** A value in words: text as it is, of a value object what was written, of a personal field its value. */
function wordOf(value: unknown): string | null {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value))
    return value.length === 0 ? null : [...new Set(value.map(wordOf))].filter(Boolean).join(', ');
  if (!isFields(value)) return null;
  return wordOf(value['asWritten'] ?? value['form'] ?? value['value'] ?? null);
}

/** What an event says, in a line for people: its most telling words. The whole of it is in `--json`. */
export function wordsOf(data: unknown): string {
  if (!isFields(data)) return '';
  const report = isFields(data['report']) ? data['report'] : data;
  const words = TELLING.map((field) => wordOf(report[field])).filter((word): word is string => !!word);
  return [...new Set(words)].join(' · ');
}
