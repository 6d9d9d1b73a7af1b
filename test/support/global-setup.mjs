// Starts one PostgreSQL for all e2e files. It runs outside jest's transform, so it takes the platform library from dist, freshly built.
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { build } from '../../infra/run/build.mjs';

const PREFIX = 'afa-e2e-';

/** A run that was killed leaves its server behind. Starting on its directory adopts it; one in use by a living run is left alone. */
async function sweep(start) {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(PREFIX))) {
    const dataDirectory = join(tmpdir(), name);
    try {
      if (existsSync(join(dataDirectory, 'postgres/cluster/postmaster.pid'))) await (await start(dataDirectory)).stop();
      else if (existsSync(join(dataDirectory, 'lock.json'))) continue;
      rmSync(dataDirectory, { recursive: true, force: true });
    } catch (error) {
      if (error.code !== 'data-directory-in-use') console.warn(`Left in place: ${dataDirectory} (${error.message})`);
    }
  }
}

export default async function globalSetup() {
  await build({ folders: ['libs/platform'] });
  const { startEmbeddedPostgres, silentLogger } =
    await import('../../dist/libs/platform/src/postgres/embedded.js').then(async (embedded) => ({
      ...embedded,
      ...(await import('../../dist/libs/platform/src/logger.js')),
    }));
  const start = (dataDirectory) =>
    startEmbeddedPostgres({ dataDirectory, logger: silentLogger, settings: { max_connections: '300' } });
  await sweep(start);

  const dataDirectory = await mkdtemp(join(tmpdir(), PREFIX));
  // mkdtemp makes it 0700; the server's account must pass through where we are root.
  await chmod(dataDirectory, 0o711);
  const server = await start(dataDirectory);
  process.env['AFA_TEST_ADMIN_URL'] = server.adminUrl;
  process.env['AFA_TEST_DIRECTORY'] = dataDirectory;
  globalThis.__afaTestServer = { server, dataDirectory };
}
