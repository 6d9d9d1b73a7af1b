import { answerChange, commandCatalogue, type CommandName, commandNames } from '#libs/contracts';
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
import { header, path, queryParameter } from './parameters.ts';
import { jsonAnswer, problems } from './responses.ts';

const commandParameters = [
  queryParameter(
    'dryRun',
    'Checks the command, shows its events and the answers that would change; nothing is written.',
    {
      type: 'boolean',
      default: false,
    },
  ),
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
  jsonSchemaOf(answerChange, components);
  components['AnswerChange'] = {
    ...components['AnswerChange'],
    description:
      'An answer of the register that would change: `answer` of `of` about `subject`, from what to what, in short words; an empty list is ' +
      'nothing. Parties, persons and sources are named in words as `party:<id>`.',
  };
  components['DryRunAnswer'] = {
    ...objectOf({
      ...about,
      dryRun: { type: 'boolean', const: true },
      events: listOf(objectOf({ ...event, data: { type: 'object' } })),
      changes: { ...listOf(referTo('AnswerChange')), description: 'The answers that would change, at most 1,000.' },
      moreChanges: { ...count, description: 'How many more answers would change.' },
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
    'Sends the commands of a case file one after the other, and answers line by line: progress, each rejected command with line, field and rule, a summary last. ' +
    'A dry run tells before the summary which answers would change (`changes`). All events of a file carry one `correlationId`, which follows from its namespace.',
  security: [{ token: [] }],
  parameters: [
    queryParameter('dryRun', 'Checks the commands and tells which answers would change; nothing is written.', {
      type: 'boolean',
      default: false,
    }),
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

const withdrawal: JsonSchema = {
  operationId: 'withdrawImport',
  tags: ['commands'],
  summary: 'Undo an import',
  description:
    'Withdraws every claim that came with a case file and still stands, and answers line by line: progress, each claim that could not be withdrawn, a summary last. ' +
    'Asked again it withdraws what is left and nothing twice. What makes no claim stays (registrations, judgements, corrections of other claims) and is counted in the summary. ' +
    'A dry run tells before the summary which answers would change (`changes`).',
  security: [{ token: [] }],
  parameters: [
    path('namespace', 'The namespace of the case file.', text, 'example-2017'),
    queryParameter('dryRun', 'Tells which answers would change; nothing is written.', {
      type: 'boolean',
      default: false,
    }),
  ],
  requestBody: {
    required: true,
    content: {
      'application/json': {
        schema: objectOf({ reason: { type: 'string', minLength: 1, maxLength: 500 } }),
        example: { reason: 'The file was of another exchange.' },
      },
    },
  },
  responses: {
    '200': { description: 'The lines.', content: { 'application/x-ndjson': { schema: text } } },
    ...problems(
      'validation-failed',
      'unauthenticated',
      'not-found',
      'body-too-large',
      'unsupported-media-type',
      'unavailable',
    ),
  },
};

export const commandPaths = (components: Components): Record<string, JsonSchema> => ({
  ...Object.fromEntries(commandNames.map((name) => [`/v1/commands/${name}`, { post: operation(name, components) }])),
  '/v1/imports': { post: imports },
  '/v1/imports/{namespace}/withdrawal': { post: withdrawal },
});
