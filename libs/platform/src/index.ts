export * from './error.ts';
export * from './logger.ts';
export { ensureDirectory, loadOrCreateSecret, readTextIfPresent, secretsIn, writeSecret } from './files.ts';
export { ownerOf } from './data-directory-lock.ts';
export type { EmbeddedPostgres, EmbeddedPostgresOptions } from './postgres/embedded.ts';
export { findEmbeddedPostgres, startEmbeddedPostgres } from './postgres/embedded.ts';
export type { MigrationClass, PreparedDatabase, PrepareDatabaseOptions } from './postgres/prepare.ts';
export { prepareDatabase } from './postgres/prepare.ts';
export type { DatabaseRole, DatabaseUrls } from './postgres/roles.ts';
export { databaseRoles, readRoleUrl } from './postgres/roles.ts';
export { databaseOf, describeUrl, withUrl } from './postgres/connection-url.ts';
export type { Environment, StandaloneConfiguration } from './config.ts';
export { readConfiguration, readStandaloneConfiguration, standaloneVariables } from './config.ts';
export type { LogFormat, LoggingOptions, LogLevel } from './logging.ts';
export { createLogger, nestLogger } from './logging.ts';
export * from './http/problem.ts';
export { partsOf, pointerOf, validated, validationError, validationPipe } from './http/validation.ts';
export { problemOf } from './http/problem-of.ts';
export { PROBLEM_MEDIA_TYPE, problemDetails, ProblemFilter, replyWithProblem } from './http/problem-filter.ts';
export { type HttpLimits, fastifyOptions } from './http/fastify-options.ts';
export { securityHeaders } from './http/security-headers.ts';
export { inSpan, traceparentOf } from './telemetry/spans.ts';
export { startTelemetry, type Traces } from './telemetry/start-telemetry.ts';
export { type Trace, traceOf } from './http/trace.ts';
export { Health, HealthModule } from './http/health.controller.ts';
export { type HttpConfiguration, type HttpParts, type HttpServer, serve } from './http/http-server.ts';
export { openPool } from './postgres/pool.ts';
export { undoing, type Undoing } from './undoing.ts';
export * from './secrets.ts';
export * from './variables.ts';
export { type KafkaAccess, readKafkaAccess } from './service/kafka-access.ts';
export { openStores, type Stores, type StoresOptions } from './service/open-stores.ts';
export {
  type ProcessSettings,
  type Running,
  runService,
  runTask,
  type Service,
  type Task,
} from './service/run-service.ts';
export { type Patience, untilReachable } from './service/until-reachable.ts';
export * from './tokens.ts';
export { type Stopping, stopOnSignals } from './signals.ts';
export * from './metrics.ts';
export * from './health.ts';
