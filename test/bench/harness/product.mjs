/** The product as it is built: what its users run. */
const built = (path) => new URL(`../../../dist/${path}`, import.meta.url).href;

export const { eventCatalogue, readEvent } = await import(built('libs/contracts/src/index.js'));
export const { eventLogMigrations, openPostgresEventLog, openPostgresLogReader } = await import(
  built('libs/event-log/src/index.js')
);
export const { prepareDatabase, startEmbeddedPostgres, withUrl } = await import(built('libs/platform/src/index.js'));
export const { plainCodec } = await import(built('libs/privacy/src/index.js'));
export const { compareAsOf, projectionMigrations, readModels, replayTo, startPartitionedProjector, startProjector } =
  await import(built('libs/projections/src/index.js'));
export const { openKafka, startRelay, toMessage } = await import(built('libs/delivery/src/index.js'));
export const { apiMigrations } = await import(built('apps/command-api/src/index.js'));
export const queries = await import(built('libs/queries/src/index.js'));

const quiet = () => {};
export const silent = {
  debug: quiet,
  info: quiet,
  warn: quiet,
  error: (fields, message) => console.error(message, fields),
};
