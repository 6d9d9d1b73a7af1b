import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeCursor, digestOf, encodeCursor } from './cursor.ts';
import { QueryProblem } from './problem.ts';

const BORN = (text: string): boolean => /^[1-9]\d{0,18}$/.test(text);
const digest = digestOf('claims', { tokens: ['source:x'] });
const ruleOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    if (error instanceof QueryProblem) return error.rule;
    throw error;
  }
  return 'none';
};

describe('a cursor', () => {
  it('comes back as it was made', () => {
    const cursor = { position: '9223372036854775806', key: ['17'] };
    expect(decodeCursor(encodeCursor(cursor, digest), digest, [BORN])).toEqual(cursor);
  });

  it('belongs to one list and its filters', () => {
    const text = encodeCursor({ position: '5', key: ['1'] }, digest);
    expect(ruleOf(() => decodeCursor(text, digestOf('claims', { tokens: [] }), [BORN]))).toBe('cursor-foreign');
    expect(ruleOf(() => decodeCursor(text, digestOf('swaps', { tokens: ['source:x'] }), [BORN]))).toBe(
      'cursor-foreign',
    );
  });

  it('lets nothing through that was not made here', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json().map((text) => Buffer.from(text).toString('base64url')),
        ),
        (text) => {
          expect(['cursor-malformed', 'cursor-foreign']).toContain(ruleOf(() => decodeCursor(text, digest, [BORN])));
        },
      ),
    );
  });

  it.each([
    [{ position: '01', key: ['1'] }],
    [{ position: '-1', key: ['1'] }],
    [{ position: '1', key: ["1'; --"] }],
    [{ position: '1', key: ['1', '2'] }],
    [{ position: '99999999999999999999', key: ['1'] }],
  ])('refuses forged parts: %j', (cursor) => {
    expect(ruleOf(() => decodeCursor(encodeCursor(cursor, digest), digest, [BORN]))).toBe('cursor-malformed');
  });
});
