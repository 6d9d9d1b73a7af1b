import { resolve } from 'node:path';

import { describe, expect, it } from '@jest/globals';

import { readStandaloneConfiguration as read } from './config.ts';

function refusal(environment: Record<string, string>): string {
  try {
    read(environment);
  } catch (error) {
    expect(error).toMatchObject({ code: 'configuration-invalid' });
    return (error as Error).message;
  }
  throw new Error('was accepted');
}

describe('the standalone configuration', () => {
  it('needs nothing, and takes an empty variable as absent', () => {
    const expected = {
      host: '127.0.0.1',
      port: 4000,
      dataDirectory: resolve('.afa'),
      databaseUrl: undefined,
      logLevel: 'info',
      requireTokenForReads: false,
    };
    expect(read({})).toMatchObject(expected);
    expect(read({ AFA_PORT: '', DATABASE_URL: '' })).toMatchObject(expected);
  });

  it('reads what is set', () => {
    const databaseUrl = 'postgresql://afa:word@db.example:5432/afa';
    expect(
      read({
        AFA_PORT: '0',
        AFA_DATA_DIR: '/srv/afa',
        DATABASE_URL: databaseUrl,
        AFA_LOG_LEVEL: 'debug',
        AFA_LOG_FORMAT: 'json',
      }),
    ).toEqual({
      host: '127.0.0.1',
      port: 0,
      dataDirectory: '/srv/afa',
      databaseUrl,
      logLevel: 'debug',
      logFormat: 'json',
      requireTokenForReads: false,
    });
  });

  it('names every bad variable at once, in one line, without values', () => {
    const message = refusal({
      AFA_PORT: '65536',
      DATABASE_URL: 'mysql://afa:hunter2@db/afa',
      AFA_LOG_LEVEL: 'loud',
      AFA_LOG_FORMAT: 'xml',
      AFA_REQUIRE_TOKEN_FOR_READS: 'yes',
    });
    for (const name of ['AFA_PORT', 'DATABASE_URL', 'AFA_LOG_LEVEL', 'AFA_LOG_FORMAT', 'AFA_REQUIRE_TOKEN_FOR_READS'])
      expect(message).toContain(`${name}: must be`);
    expect(message).not.toMatch(/hunter2|\n/);
  });

  it.each(['0.0.0.0', '::', '192.168.1.7', 'register.example', '127.0.0.1.example'])(
    'refuses to open reads to others on %s',
    (AFA_HOST) => {
      expect(refusal({ AFA_HOST })).toContain('AFA_HOST: others could read everything there');
      expect(read({ AFA_HOST, AFA_REQUIRE_TOKEN_FOR_READS: 'true' })).toMatchObject({
        host: AFA_HOST,
        requireTokenForReads: true,
      });
    },
  );

  it.each(['127.0.0.1', '127.1.2.3', '::1', 'localhost'])('leaves reads open on %s', (AFA_HOST) => {
    expect(read({ AFA_HOST }).requireTokenForReads).toBe(false);
  });
});
