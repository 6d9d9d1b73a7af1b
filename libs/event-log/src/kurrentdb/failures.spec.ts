import { describe, expect, it } from '@jest/globals';
import { EventLogUnavailable } from '../port.ts';
import { failureOf, unavailable } from './failures.ts';

const status = (code: number, exception?: string, details = '') =>
  Object.assign(new Error('status'), { code, details, metadata: { getMap: () => (exception ? { exception } : {}) } });

describe('what a failed call means', () => {
  it.each([
    ['the connection', status(14), 'away'],
    ['time', status(4), 'away'],
    ['a call that was cancelled', status(1), 'away'],
    ['a server that has no room', status(8), 'away'],
    ['a node that does not lead', status(5, 'not-leader'), 'away'],
    ['a socket', Object.assign(new Error('reset'), { code: 'ECONNRESET' }), 'away'],
    ['a cluster that is not found', new Error('Failed to discover after 10 attempts.'), 'away'],
    ['a login', status(16), 'denied'],
    ['a right', status(7), 'denied'],
    ['a right, in a trailer', status(2, 'access-denied'), 'denied'],
    ['a request', status(3), 'answered'],
    ['a position', status(2), 'answered'],
  ])('%s', (_what, error, failure) => {
    expect(failureOf(error)).toBe(failure);
  });

  it('is told by the status, and by the reason where no connection came about', () => {
    expect(unavailable('lost', status(2, undefined, 'private'))).toEqual(new EventLogUnavailable('lost (UNKNOWN)'));
    expect(unavailable('lost', status(5, 'not-leader', 'private')).message).toBe('lost (not-leader)');
    expect(unavailable('lost', status(14, undefined, 'connect ECONNREFUSED 127.0.0.1:1')).message).toBe(
      'lost (status 14: connect ECONNREFUSED 127.0.0.1:1)',
    );
    expect(unavailable('lost', new Error('private')).message).toBe('lost');
  });
});
