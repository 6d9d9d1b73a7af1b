import fc from 'fast-check';

/** Values that have broken something somewhere. */
const words = [
  '',
  ' ',
  'a\u0000b',
  '\ud800',
  'x\udfff',
  '\u202eabc',
  '👩‍👩‍👧‍👦',
  'e\u0301'.repeat(100),
  'x'.repeat(201),
  'x'.repeat(70_000),
  "'; DROP TABLE events; --",
  '${jndi:ldap://x}',
  '%00',
  '../../etc/passwd',
  '__proto__',
  'constructor',
  'NaN',
  '1e999',
  '-0',
  '00000000-0000-0000-0000-000000000000',
  '5A000000-0000-4000-8000-000000000001',
  'swap-5a000000-0000-4000-8000-000000000007',
  '2017-12-27',
  'XXXX-12-27',
  '2017-13-45',
  '2017-02-30',
  '0000-00-00',
  '-9999-01-01/9999-12-31',
  'Y-170000002',
  '../2017',
  '2017-12/..',
  '2017?-12~-27%',
  '{1667,1668-12,1700..1800}',
  '[..1984]',
  '156X-12-25/XXXX-XX-XX',
  '2016-21',
  '9'.repeat(400),
];
const numbers = [-1, 0, 0.5, 1e308, -1e308, 2 ** 31, 2 ** 53, 1e21, 5e-324, 1_000_000_001];
const nested = (depth: number): unknown => {
  let value: unknown = [];
  for (let level = 0; level < depth; level += 1) value = level % 2 ? [value] : { a: value };
  return value;
};
const prototypes = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'then'];

export const hostileText = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...words) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 300 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 50 }) },
);

export const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 3, arbitrary: hostileText },
  { weight: 2, arbitrary: fc.constantFrom<unknown>(null, true, false, [], {}, [null], ...numbers) },
  { weight: 1, arbitrary: fc.constantFrom(50, 1_000).map(nested) },
  { weight: 1, arbitrary: fc.constantFrom(...prototypes).map((name) => Object.fromEntries([[name, { admin: true }]])) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
  { weight: 1, arbitrary: fc.constantFrom(300, 3_000).map((length) => Array.from({ length }, () => 'x')) },
);

type Change = 'replace' | 'remove' | 'rename' | 'wrap' | 'extend';

const isNode = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** The value with its n-th part changed; parts are counted depth first. */
function changed(value: unknown, at: number, change: Change, by: unknown): unknown {
  let left = at;
  const visit = (part: unknown): unknown => {
    if (left-- === 0) {
      if (change === 'wrap') return [part];
      return change === 'extend' && isNode(part) ? Object.fromEntries([...Object.entries(part), ['extra', by]]) : by;
    }
    if (!isNode(part)) return part;
    if (Array.isArray(part)) return part.map(visit);
    return Object.fromEntries(
      Object.entries(part).flatMap(([name, inner]) => {
        if (left !== 0 || (change !== 'remove' && change !== 'rename')) return [[name, visit(inner)]];
        left -= 1;
        return change === 'remove' ? [] : [[typeof by === 'string' ? by : '__proto__', inner]];
      }),
    );
  };
  return visit(value);
}

const partsOf = (value: unknown): number =>
  isNode(value) ? Object.values(value).reduce<number>((sum, inner) => sum + partsOf(inner), 1) : 1;

/** A value of the arbitrary with one to three of its parts made hostile. */
export function mutated(base: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const change = fc.tuple(
    fc.nat(10_000),
    fc.constantFrom<Change>('replace', 'replace', 'replace', 'remove', 'rename', 'wrap', 'extend'),
    hostileValue,
  );
  return fc
    .tuple(base, fc.array(change, { minLength: 1, maxLength: 3 }))
    .map(([value, changes]) =>
      changes.reduce((current, [at, how, by]) => changed(current, at % partsOf(current), how, by), value),
    );
}
