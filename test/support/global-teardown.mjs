import { rm } from 'node:fs/promises';

export default async function globalTeardown() {
  const { server, dataDirectory } = globalThis.__afaTestServer;
  await server.stop();
  await rm(dataDirectory, { recursive: true, force: true });
}
