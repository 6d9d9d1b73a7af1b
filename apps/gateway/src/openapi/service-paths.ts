import { type Components, type JsonSchema, objectOf, text } from './json-schema.ts';
import { path } from './parameters.ts';
import { jsonAnswer, problems } from './responses.ts';

const anyObject = (description: string, example: object): JsonSchema => ({
  description,
  content: { 'application/json': { schema: { type: 'object' }, example } },
});

const operation = (
  operationId: string,
  summary: string,
  description: string,
  responses: JsonSchema,
  more: JsonSchema = {},
): JsonSchema => ({
  operationId,
  tags: ['service'],
  summary,
  description,
  ...more,
  responses,
});

export function addService(components: Components): void {
  const check = { type: 'string', enum: ['ok', 'failing', 'timeout'] };
  components['Health'] = {
    ...objectOf({
      status: { type: 'string', enum: ['ok', 'failing'] },
      checks: { type: 'object', additionalProperties: check },
    }),
    description: 'Whether each part works; reasons are in the log of the process.',
  };
}

const graphqlExample = { query: '{ swaps { nodes { id legs { leg claims { count { asWritten } } } } } }' };

const graphqlBody: JsonSchema = {
  type: 'object',
  required: ['query'],
  properties: { query: text, operationName: text, variables: { type: 'object' } },
};

const graphql: JsonSchema = operation(
  'graphql',
  'GraphQL over HTTP',
  'The same questions and commands in GraphQL; subscriptions over SSE here, and over WebSocket (graphql-transport-ws) at the same address.',
  { '200': anyObject('The result.', { data: { swaps: { nodes: [] } } }), ...problems('malformed-request') },
  {
    requestBody: { required: true, content: { 'application/json': { schema: graphqlBody, example: graphqlExample } } },
  },
);

const health = (components: Components): Record<string, JsonSchema> => ({
  '/livez': {
    get: operation(
      'getLiveness',
      'Whether the process lives',
      'Always 200 while it does.',
      { '200': jsonAnswer('It lives.', 'Health', components) },
      { security: [] },
    ),
  },
  '/readyz': {
    get: operation(
      'getReadiness',
      'Whether it can serve',
      'The log, the database and how far the read models are behind.',
      { '200': jsonAnswer('It can.', 'Health', components), '503': jsonAnswer('It cannot.', 'Health', components) },
      { security: [] },
    ),
  },
});

/** What serves those who run the register, or write clients. */
export const servicePaths = (components: Components): Record<string, JsonSchema> => ({
  '/graphql': { post: graphql },
  '/openapi.json': {
    get: operation('getOpenApi', 'This document', 'OpenAPI 3.1.', {
      '200': anyObject('The document.', { openapi: '3.1.0' }),
    }),
  },
  '/schemas/{type}/{version}': {
    get: operation(
      'getEventSchema',
      'The form of an event',
      'The JSON Schema of the data of an event type in one of its versions, as it was written.',
      { '200': anyObject('The schema.', { type: 'object' }), ...problems('not-found') },
      {
        parameters: [
          path('type', 'The type of the event.', text, 'LegReported'),
          path('version', 'Its version.', { type: 'integer', minimum: 1 }, 1),
        ],
      },
    ),
  },
  '/problems/{code}': {
    get: operation(
      'getProblemType',
      'What a problem means',
      'The type of a problem, with the rules that lead to it.',
      { '200': anyObject('The type.', { title: 'There is nothing here', status: 404 }), ...problems('not-found') },
      { parameters: [path('code', 'The last part of the `type` of a problem.', text, 'not-found')] },
    ),
  },
  ...health(components),
  '/metrics': {
    get: operation('getMetrics', 'Figures for Prometheus', 'The text format of Prometheus.', {
      '200': {
        description: 'The figures.',
        content: { 'text/plain': { schema: text, example: 'process_cpu_seconds_total 1.5' } },
      },
    }),
  },
});
