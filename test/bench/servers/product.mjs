import { createRequire } from 'node:module';
import { counted, serveParent } from './child.mjs';

// The standalone application as its users start it, on a database that is there already, and with a token needed for reads.
const { dataDirectory, databaseUrl } = JSON.parse(process.argv[2]);
const statements = counted(createRequire(new URL('../../../package.json', import.meta.url))('pg'));
const built = (path) => import(new URL(`../../../dist/${path}`, import.meta.url).href);
const { startStandalone } = await built('apps/standalone/src/standalone.js');
const { createLogger, readStandaloneConfiguration } = await built('libs/platform/src/index.js');

const environment = { AFA_PORT: '0', AFA_DATA_DIR: dataDirectory, DATABASE_URL: databaseUrl, AFA_LOG_LEVEL: 'error' };
const configuration = { ...readStandaloneConfiguration(environment), port: 0, requireTokenForReads: true };
const logger = createLogger({ level: 'error', format: 'json' });
const standalone = await startStandalone(configuration, logger, null, {
  onFenced: (reason) => {
    throw reason;
  },
  beforeServing: async () => {},
});
serveParent({ url: standalone.url, statements });
