import { describe, expect, it } from '@jest/globals';
import { breachLine, failureOf } from './problem.ts';

describe('a refusal of the server', () => {
  it('names the field as people write it', () => {
    expect(
      breachLine({ pointer: '/claim/evidence/0/source', rule: 'unknown-reference', detail: 'no such source' }),
    ).toBe('claim.evidence[0].source: unknown-reference (no such source)');
    expect(breachLine({ pointer: '/a~1b/~0', rule: 'shape', detail: 'wrong' })).toBe('a/b.~: shape (wrong)');
    expect(breachLine({ pointer: '', rule: 'contention', detail: 'too many' })).toBe('contention (too many)');
  });

  it.each([
    [400, 'usage'],
    [401, 'failure'],
    [404, 'notFound'],
    [409, 'conflict'],
    [412, 'conflict'],
    [422, 'failure'],
    [429, 'unavailable'],
    [500, 'failure'],
    [503, 'unavailable'],
  ] as const)('%d is %s', (status, reason) => {
    expect(failureOf({ title: 'No' }, status).reason).toBe(reason);
  });

  it('of a key used for another body is a conflict', () => {
    const errors = [{ pointer: '', rule: 'command-id-reused', detail: 'used before' }];
    expect(failureOf({ title: 'No', errors }, 422)).toMatchObject({
      reason: 'conflict',
      message: 'used before',
      details: [],
    });
  });

  it('lists what is wrong with which field, and else says the detail', () => {
    const errors = [{ pointer: '/leg', rule: 'shape', detail: 'missing' }];
    expect(failureOf({ title: 'Not as expected', detail: 'missing', errors }, 400)).toMatchObject({
      message: 'Not as expected',
      details: ['leg: shape (missing)'],
    });
    expect(failureOf({ title: 'Nothing here', detail: 'no stream x' }, 404)).toMatchObject({
      message: 'no stream x',
      details: [],
    });
  });

  it('tells the revision after a conflict, and how to show a token', () => {
    expect(failureOf({ title: 'No', currentRevision: 4 }, 412).details).toEqual(['The stream is at revision 4.']);
    expect(failureOf({ title: 'No' }, 401).details[0]).toMatch(/afa token/);
  });
});
