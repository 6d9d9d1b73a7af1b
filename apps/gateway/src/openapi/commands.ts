import { commandCatalogue, type CommandName, commandNames } from '#libs/contracts';
import { exampleOf } from './examples.ts';
import {
  type Components,
  count,
  type JsonSchema,
  jsonSchemaOf,
  listOf,
  objectOf,
  position,
  referTo,
  text,
  uuid,
} from './json-schema.ts';
import { header, queryParameter } from './parameters.ts';
import { jsonAnswer, problems } from './responses.ts';

const commandParameters = [
  queryParameter('dryRun', 'Checks the command and shows its events; nothing is written.', {
    type: 'boolean',
    default: false,
  }),
  header(
    'Idempotency-Key',
    'Up to 200 visible characters. The same key with the same body is answered with the first result; with another body it is refused.',
    { type: 'string', maxLength: 200 },
  ),
  header(
    'If-Match',
    'The revision of the stream that was seen, in quotes; another one is refused with 412.',
    text,
    '"4"',
  ),
];

/** Schemas of what commands take and answer. */
export function addCommands(components: Components): void {
  for (const name of commandNames)
    components[name] = {
      ...jsonSchemaOf(commandCatalogue[name].schema, components),
      description: `${commandCatalogue[name].summary}.`,
    };
  const event = { id: uuid, type: text };
  const about = { commandId: uuid, stream: text, id: uuid };
  components['CommandAnswer'] = {
    ...objectOf({
      ...about,
      revision: count,
      position,
      token: text,
      events: listOf(objectOf({ ...event, revision: count, position })),
    }),
    description: 'What a command led to. `token` reads it back.',
  };
  components['DryRunAnswer'] = {
    ...objectOf({
      ...about,
      dryRun: { type: 'boolean', const: true },
      events: listOf(objectOf({ ...event, data: { type: 'object' } })),
    }),
    description: 'What a command would lead to.',
  };
}

/** What every command may be answered with. */
export const commandResponses = (components: Components): Record<string, JsonSchema> => ({
  DryRun: jsonAnswer('A dry run.', 'DryRunAnswer', components),
  Accepted: jsonAnswer('Accepted and recorded.', 'CommandAnswer', components, {
    ETag: { description: 'The revision of the stream.', schema: text },
    Location: { description: 'The address of the subject.', schema: text },
    'Idempotency-Replayed': { description: '`true` where it is the first answer to a repeated command.', schema: text },
  }),
});

const operation = (name: CommandName, components: Components): JsonSchema => ({
  operationId: `send${name}`,
  tags: ['commands'],
  summary: commandCatalogue[name].summary,
  description: `${commandCatalogue[name].summary}. Leads to ${commandCatalogue[name].event}.`,
  security: [{ token: [] }],
  parameters: commandParameters,
  requestBody: {
    required: true,
    content: { 'application/json': { schema: referTo(name), example: exampleOf(referTo(name), components) } },
  },
  responses: {
    '200': { $ref: '#/components/responses/DryRun' },
    '201': { $ref: '#/components/responses/Accepted' },
    ...problems(
      'validation-failed',
      'unauthenticated',
      'not-found',
      'conflict',
      'revision-mismatch',
      'body-too-large',
      'unsupported-media-type',
      'rule-violated',
      'unavailable',
    ),
  },
});

const imports: JsonSchema = {
  operationId: 'importCaseFile',
  tags: ['commands'],
  summary: 'Import a case file',
  description:
    'Sends the commands of a case file one after the other, and answers line by line: progress, each rejected command with line, field and rule, a summary last.',
  security: [{ token: [] }],
  parameters: [
    queryParameter('dryRun', 'Checks the commands; nothing is written.', { type: 'boolean', default: false }),
    queryParameter('verbose', 'Also tells each accepted command.', { type: 'boolean', default: false }),
  ],
  requestBody: {
    required: true,
    content: {
      'application/yaml': { schema: text, example: 'namespace: example-2017\ncommands: []\n' },
      'application/x-ndjson': { schema: text },
    },
  },
  responses: {
    '201': { description: 'The lines.', content: { 'application/x-ndjson': { schema: text } } },
    ...problems('malformed-request', 'unauthenticated', 'body-too-large', 'unsupported-media-type'),
  },
};

export const commandPaths = (components: Components): Record<string, JsonSchema> => ({
  ...Object.fromEntries(commandNames.map((name) => [`/v1/commands/${name}`, { post: operation(name, components) }])),
  '/v1/imports': { post: imports },
});
