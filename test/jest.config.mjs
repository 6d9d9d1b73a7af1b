import { readFileSync } from 'node:fs';

const { $schema, ...swc } = JSON.parse(readFileSync(new URL('../.swcrc', import.meta.url), 'utf8'));
swc.jsc.rewriteRelativeImportExtensions = false; // jest resolves the .ts files itself

const shared = {
  rootDir: '..',
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'node-addons'] },
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', { ...swc, swcrc: false }] },
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/.afa'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/dist', '<rootDir>/test/bench'],
};

/** `unit` needs nothing; `e2e` starts the real parts (embedded Postgres, the application). */
export default {
  rootDir: '..',
  projects: [
    { ...shared, displayName: 'unit', testMatch: ['<rootDir>/{apps,libs}/**/*.spec.ts', '<rootDir>/test/**/*.spec.ts'] },
    {
      ...shared,
      displayName: 'e2e',
      testMatch: ['<rootDir>/test/**/*.e2e.ts', '<rootDir>/libs/**/*.e2e.ts'],
      globalSetup: '<rootDir>/test/support/global-setup.mjs',
    },
  ],
  testTimeout: 60_000,
};
