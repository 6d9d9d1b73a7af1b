import type { DynamicModule } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';

import { codeOf, PlatformError } from '../error.ts';
import { nestLogger } from '../logging.ts';
import type { Metrics } from '../metrics.ts';
import { traceRequests } from '../telemetry/observe-requests.ts';
import { sweepConnections } from './connections.ts';
import { OWN_REFUSAL, refuseWhileStopping } from './draining.ts';
import { fastifyOptions } from './fastify-options.ts';
import { guardReads } from './guard.ts';
import { refuseDeepNesting } from './nesting.ts';
import { ProblemFilter, replyWithProblem } from './problem-filter.ts';
import { validationPipe } from './validation.ts';

const MEBIBYTE = 1_048_576;
/** A command may carry an attached text; a case file may hold a whole year. */
const BODY_LIMIT = 16 * MEBIBYTE;
const CASE_FILE_LIMIT = 64 * MEBIBYTE;
const CASE_FILE_TYPES = ['application/yaml', 'application/x-ndjson'];

function observeRequests(server: FastifyInstance, metrics: Metrics): void {
  server.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none';
    metrics.observeRequest(request.method, route, reply.statusCode, reply.elapsedTime / 1000);
  });
}

function takeCaseFiles(server: FastifyInstance): void {
  const options = { parseAs: 'string', bodyLimit: CASE_FILE_LIMIT } as const;
  server.addContentTypeParser(CASE_FILE_TYPES, options, (_request, body, done) => done(null, body));
}

export interface HttpServer {
  readonly url: string;
  /** Stops listening, lets running requests end and closes live streams. */
  close(): Promise<void>;
}

/** Where a server listens, and who may ask. */
export interface HttpConfiguration {
  readonly host: string;
  readonly port: number;
  readonly requireTokenForReads: boolean;
  /** Whether `/metrics` is open to whoever reaches it. Default: no more than any other read. */
  readonly openMetrics?: boolean;
}

export interface HttpParts {
  readonly module: DynamicModule;
  readonly configuration: HttpConfiguration;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly requireActor: (authorization: string | undefined) => string;
}

/** Nest's own `listen` would also log a taken port as an error of ours. */
async function listen(server: FastifyInstance, { host, port }: HttpConfiguration): Promise<string> {
  try {
    return await server.listen({ host, port });
  } catch (error) {
    if (codeOf(error) !== 'EADDRINUSE') throw error;
    throw new PlatformError('port-in-use', `Port ${port} on ${host} is taken: set AFA_PORT to a free one.`);
  }
}

/** Nest is loaded only by those who serve: tools that import the platform, and a start that fails, do without it. */
async function createApplication(module: DynamicModule, logger: Logger): Promise<NestFastifyApplication> {
  const [{ NestFactory }, { FastifyAdapter }] = await Promise.all([
    import('@nestjs/core'),
    import('@nestjs/platform-fastify'),
  ]);
  const adapter = new FastifyAdapter({ ...fastifyOptions(logger, { bodyLimit: BODY_LIMIT }), ...OWN_REFUSAL });
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    logger: nestLogger(logger),
    abortOnError: false,
  });
  const server = app.getHttpAdapter().getInstance();
  // Hooks answer before a route's filters do, and Nest sets its own handler too late for those that a plug-in has made Fastify start with.
  server.setErrorHandler((error, request, reply) => replyWithProblem(error, request, reply, logger));
  // Nest's would do the same a second time, and Fastify would warn of it at every start.
  adapter.setErrorHandler = () => server;
  return app;
}

/** Serves the application's module. @throws PlatformError `port-in-use` */
export async function serve({ module, configuration, logger, metrics, requireActor }: HttpParts): Promise<HttpServer> {
  const app = await createApplication(module, logger);
  const server = app.getHttpAdapter().getInstance();
  traceRequests(server);
  const connections = sweepConnections(server.server);
  const stopping = refuseWhileStopping(server);
  const { requireTokenForReads: requireToken, openMetrics = false } = configuration;
  guardReads(server, { host: configuration.host, requireToken, openMetrics, requireActor });
  observeRequests(server, metrics);
  takeCaseFiles(server);
  refuseDeepNesting(server);
  app.useGlobalFilters(new ProblemFilter(logger));
  app.useGlobalPipes(validationPipe());
  try {
    await app.init();
    const close = async (): Promise<void> => {
      stopping();
      const stopSweeping = connections.start();
      await app.close().finally(stopSweeping);
    };
    return { url: await listen(server, configuration), close };
  } catch (error) {
    await app.close();
    throw error;
  }
}
