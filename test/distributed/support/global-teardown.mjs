import tearDownPostgres from '../../support/global-teardown.mjs';

export default async function globalTeardown() {
  await globalThis.__afaTestKafka.close();
  await tearDownPostgres();
}
