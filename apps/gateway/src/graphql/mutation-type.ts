import { commandCatalogue, type CommandName, commandNames } from '#libs/contracts';
import { type ProblemCode, ProblemError } from '#libs/platform';
import {
  GraphQLBoolean,
  type GraphQLFieldConfig,
  GraphQLID,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLString,
} from 'graphql';
import type { CommandOutcome } from '../command-executor.ts';
import type { Context } from './context.ts';
import { inputTypes } from './input-types.ts';
import { lowerFirst } from './names.ts';
import type { OutputTypes } from './output-types.ts';
import { json, position } from './scalars.ts';

const required = <Type extends typeof GraphQLString | typeof GraphQLInt | typeof GraphQLBoolean>(type: Type) => ({
  type: new GraphQLNonNull(type),
});

const commandEventType = new GraphQLObjectType({
  name: 'CommandEvent',
  description: 'An event that a command led to; a dry run shows its data and has no revision or position.',
  fields: {
    id: required(GraphQLID),
    type: required(GraphQLString),
    revision: { type: GraphQLInt },
    position: { type: position },
    data: { type: json },
  },
});

const words = { type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(GraphQLString))) };

const changedSubjectType = new GraphQLObjectType({
  name: 'ChangedSubject',
  fields: { category: required(GraphQLString), id: required(GraphQLID) },
});

const answerChangeType = new GraphQLObjectType({
  name: 'AnswerChange',
  description:
    'An answer of the register that a command would change, from what to what, in short words; an empty list is nothing. ' +
    'Parties, persons and sources are named in words as `party:<id>`.',
  fields: {
    subject: { type: new GraphQLNonNull(changedSubjectType) },
    answer: { ...required(GraphQLString), description: 'What is answered: leg, estimate, custody, …' },
    of: { type: new GraphQLNonNull(json), description: 'Which of them: `{leg, phase}`, `{holder}`, `{account}`.' },
    from: words,
    to: words,
  },
});

const commandAnswerType = new GraphQLObjectType({
  name: 'CommandAnswer',
  description: 'What a command led to.',
  fields: {
    commandId: required(GraphQLID),
    stream: required(GraphQLString),
    id: { ...required(GraphQLID), description: "The subject's id." },
    revision: { type: GraphQLInt },
    position: { type: position },
    token: { type: GraphQLString, description: 'Given back as `token`, the write is read.' },
    repeated: {
      ...required(GraphQLBoolean),
      description: 'Whether the command had been accepted before and this is its first answer.',
    },
    dryRun: required(GraphQLBoolean),
    events: { type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(commandEventType))) },
    changes: {
      type: new GraphQLList(new GraphQLNonNull(answerChangeType)),
      description: 'Of a dry run: the answers that would change, the first thousand of them.',
    },
    moreChanges: { type: GraphQLInt, description: 'Of a dry run: how many more answers would change.' },
  },
});

type Refusal = CommandOutcome & { kind: 'rejected' };

const codes: Record<Refusal['status'], ProblemCode> = {
  400: 'validation-failed',
  404: 'not-found',
  409: 'conflict',
  412: 'revision-mismatch',
  422: 'rule-violated',
};

function problemOf({ status, rejections, currentRevision }: Refusal): ProblemError {
  const reused = rejections.some(({ rule }) => rule === 'command-id-reused');
  return new ProblemError(reused ? 'idempotency-key-reused' : codes[status], {
    detail: rejections.map(({ detail }) => detail).join('; '),
    errors: rejections,
    extensions: currentRevision === undefined ? {} : { currentRevision },
  });
}

function answerOf(outcome: CommandOutcome) {
  if (outcome.kind === 'rejected') throw problemOf(outcome);
  if (outcome.kind === 'dry-run') return { ...outcome.answer, repeated: false, dryRun: true };
  const { answer } = outcome;
  return { ...answer, token: `${answer.stream}@${answer.revision}`, dryRun: false };
}

interface MutationArguments {
  readonly input: object;
  readonly idempotencyKey?: string | null;
  readonly ifMatch?: number | null;
  readonly dryRun?: boolean | null;
}

async function execute(name: CommandName, given: MutationArguments, { gateway, authorization, trace }: Context) {
  const actor = gateway.parts.requireActor(authorization);
  const key = given.idempotencyKey ?? undefined;
  if (key !== undefined && !/^[\x21-\x7e]{1,200}$/.test(key))
    throw new ProblemError('malformed-request', { detail: 'idempotencyKey takes 1 to 200 visible ASCII characters' });
  const outcome = await gateway.parts.execute({
    name,
    // Plain objects, as they come out of a JSON body: GraphQL's own have no prototype.
    body: JSON.parse(JSON.stringify(given.input)) as unknown,
    actor,
    idempotencyKey: key,
    expectedRevision: given.ifMatch ?? undefined,
    dryRun: given.dryRun ?? false,
    traceparent: trace.traceparent,
    authorization,
  });
  return answerOf(outcome);
}

/** One mutation for each command, with the same input. */
export function mutationType({ enums }: OutputTypes): GraphQLObjectType<unknown, Context> {
  const inputOf = inputTypes(enums);
  const mutation = (name: CommandName): GraphQLFieldConfig<unknown, Context> => ({
    type: new GraphQLNonNull(commandAnswerType),
    description: commandCatalogue[name].summary,
    args: {
      input: { type: new GraphQLNonNull(inputOf(commandCatalogue[name].schema, name)) },
      idempotencyKey: {
        type: GraphQLString,
        description: 'The same key with the same input is answered with the first result.',
      },
      ifMatch: { type: GraphQLInt, description: 'The revision of the stream that was seen; another one is refused.' },
      dryRun: {
        type: GraphQLBoolean,
        description: 'Checks the command, shows its events and the answers that would change; nothing is written.',
      },
    },
    resolve: (_root, given, context) => execute(name, given as MutationArguments, context),
  });
  return new GraphQLObjectType({
    name: 'Mutation',
    fields: Object.fromEntries(commandNames.map((name) => [lowerFirst(name), mutation(name)])),
  });
}
