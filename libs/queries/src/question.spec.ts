import { describe, expect, it } from '@jest/globals';
import { encodeCursor } from './cursor.ts';
import { QueryProblem } from './problem.ts';
import { questionOf, type RawQuestion } from './question.ts';

const ID = '6f1b2a0e-5a53-4d0c-9a0f-0d8a4f6d2a11';

const problem = (raw: RawQuestion, list: Parameters<typeof questionOf>[0] = 'claims') => {
  try {
    questionOf(list, raw);
    return null;
  } catch (error) {
    if (!(error instanceof QueryProblem)) throw error;
    return [error.kind, error.rule, error.parameter];
  }
};

describe('a question', () => {
  it('has filters as tokens that rows carry', () => {
    const { tokens, limit, direction } = questionOf('claims', {
      source: ID.toUpperCase(),
      status: 'standing',
      stream: `swap-${ID}`,
    });
    expect(tokens).toEqual([`source:${ID}`, 'status:standing', `stream:swap-${ID}`]);
    expect([limit, direction]).toEqual([50, 'forwards']);
  });

  it('is of the days that `on` may mean', () => {
    expect(questionOf('swaps', { on: '2017-12' }).on).toEqual({
      earliest: '2017-12-01',
      latest: '2017-12-31',
      range: '[2017-12-01,2017-12-31]',
    });
  });

  it('goes on behind a cursor of the same question only', () => {
    const { digest } = questionOf('timeline', { source: ID });
    const cursor = encodeCursor({ position: '7', key: ['-infinity', '3'] }, digest);
    expect(questionOf('timeline', { source: ID, cursor }).cursor).toEqual({ position: '7', key: ['-infinity', '3'] });
    expect(problem({ cursor }, 'timeline')).toEqual(['bad-request', 'cursor-foreign', 'cursor']);
  });

  it.each<[RawQuestion, string, string]>([
    [{ source: 'x' }, 'uuid', 'source'],
    [{ status: 'gone' }, 'filter-value', 'status'],
    [{ type: 'Nothing' }, 'filter-value', 'type'],
    [{ stream: 'swap-1' }, 'filter-value', 'stream'],
    [{ on: 'XXXX-12-27' }, 'malformed-on', 'on'],
    [{ limit: '0' }, 'limit-range', 'limit'],
    [{ limit: '1e2' }, 'limit-range', 'limit'],
    [{ cursor: '' }, 'cursor-malformed', 'cursor'],
  ])('refuses %j with the parameter at fault', (raw, rule, parameter) => {
    expect(problem(raw)).toEqual(['bad-request', rule, parameter]);
  });
});
