import { describe, expect, it } from '@jest/globals';

import { checkHealth } from './health.ts';

describe('checkHealth', () => {
  it('is well without checks, and only when all of them are', async () => {
    const well = () => Promise.resolve();
    expect(await checkHealth()).toEqual({ status: 'ok', checks: {} });
    expect(await checkHealth({ log: well, rows: well })).toEqual({ status: 'ok', checks: { log: 'ok', rows: 'ok' } });
  });

  it('tells which part fails or does not answer, and no reason', async () => {
    const report = await checkHealth(
      {
        log: () => Promise.reject(new Error('10.0.0.7')),
        rows: () => new Promise(() => undefined),
        keys: async () => {},
      },
      20,
    );
    expect(report).toEqual({ status: 'failing', checks: { log: 'failing', rows: 'timeout', keys: 'ok' } });
  });

  it('counts a check that throws at once as failing', async () => {
    const report = await checkHealth({
      log: () => {
        throw new Error('at once');
      },
    });
    expect(report.status).toBe('failing');
  });
});
