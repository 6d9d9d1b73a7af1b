import { describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { isDuplicate, statementFailure } from './statement-error.ts';

function serverError(code: string, severity = 'ERROR'): pg.DatabaseError {
  return Object.assign(new pg.DatabaseError('said the server', 0, 'error'), { code, severity });
}

describe('a failed statement', () => {
  it.each([
    ['22P05', 'refused'],
    ['23505', 'refused'],
    ['23514', 'refused'],
    ['54001', 'refused'],
    ['53100', 'busy'],
    ['25006', 'busy'],
    ['57014', 'busy'],
    ['40P01', 'busy'],
    ['42501', 'broken'],
    ['P0001', 'broken'],
    ['XX000', 'broken'],
    ['57P01', 'unknown'],
    ['08006', 'unknown'],
  ])('with SQLSTATE %s is %s', (code, failure) => {
    expect(statementFailure(serverError(code))).toBe(failure);
  });

  it('that ended the session has an unknown outcome, whatever its code', () => {
    expect(statementFailure(serverError('23505', 'FATAL'))).toBe('unknown');
    expect(statementFailure(serverError('XX000', 'PANIC'))).toBe('unknown');
  });

  it.each(['ECONNRESET', 'EPIPE', undefined])('of the connection (%s) has an unknown outcome', (code) => {
    expect(statementFailure(Object.assign(new Error('write'), { code }))).toBe('unknown');
  });

  it('is a duplicate only when a unique index says so', () => {
    expect(isDuplicate(serverError('23505'))).toBe(true);
    expect(isDuplicate(serverError('23514'))).toBe(false);
    expect(isDuplicate(Object.assign(new Error('write'), { code: '23505' }))).toBe(false);
  });
});
