/**
 * The canonical text of a JSON value (RFC 8785): keys sorted by UTF-16 code units, numbers as ECMAScript writes them, no white space.
 * Two values are the same content exactly when their canonical texts are equal. Absent (undefined) members are left out.
 * @throws RangeError for numbers that JSON cannot write.
 */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new RangeError(`${value} is not a JSON number`);
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`;
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`);
  return `{${members.join(',')}}`;
}
