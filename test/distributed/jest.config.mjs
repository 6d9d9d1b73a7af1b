import base from '../jest.config.mjs';

const [, e2e] = base.projects;

/** Tests of the distributed profile: its real parts (Kafka, PostgreSQL, the event log over gRPC) run as processes of their own. */
export default {
  ...base,
  projects: [
    {
      ...e2e,
      displayName: 'distributed',
      // Generations need no broker, but time: the usual tests keep those of a register that has some (test/standalone/generations.e2e.ts).
      testMatch: ['<rootDir>/test/distributed/**/*.e2e.ts', '<rootDir>/libs/projections/src/generations/*.e2e.ts'],
      testPathIgnorePatterns: ['/node_modules/', '<rootDir>/dist'],
      globalSetup: '<rootDir>/test/distributed/support/global-setup.mjs',
      globalTeardown: '<rootDir>/test/distributed/support/global-teardown.mjs',
    },
  ],
  maxWorkers: 2,
  testTimeout: 120_000,
};
