import setUpPostgres from '../../support/global-setup.mjs';
import { serveKafka } from './kafka-server.mjs';

/** PostgreSQL as for all e2e tests, and Kafka for those that ask for it. */
export default async function globalSetup() {
  await setUpPostgres();
  const kafka = await serveKafka();
  process.env['AFA_TEST_KAFKA'] = kafka.url;
  globalThis.__afaTestKafka = kafka;
}
