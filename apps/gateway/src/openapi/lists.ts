import { isModelName, type ListName, modelNames, modelOf, type ModelName, validities } from '#libs/queries';
import {
  type Components,
  type JsonSchema,
  jsonSchemaOf,
  listOf,
  objectOf,
  orNull,
  referTo,
  text,
} from './json-schema.ts';
import { itemParameters, listParameters } from './parameters.ts';
import { jsonAnswer, notModified, problems, stateHeaders } from './responses.ts';

/** What each list holds, in a sentence. */
const about: Readonly<Record<ListName, string>> = {
  swaps: 'Agreed or recorded exchanges, with every claim about each leg',
  detentions: 'Custody episodes of one person or group, with every report by whose account',
  persons: 'Named individuals, with every form of their names and what is said of them',
  groups: 'Unnamed sets of people, with their counts and named members',
  claims: 'Every claim ever made, with who says so, where, and what became of it',
  estimates: 'Counts of people said to be held, by holder and date',
  statements: 'What is said and fits no other list: commitments, welcomes, readings, casualties, background',
  appeals: 'Calls on somebody to do something for somebody, with what came of them',
  talks: 'How talks stand, status by status, each in somebody’s account',
  sources: 'Documents, broadcasts, interviews and lists that claims rest on',
  parties: 'States, authorities, armed groups, organisations and offices',
  timeline: 'Standing claims that say when something happened, in that order',
};

const singular: Readonly<Record<ModelName, string>> = {
  swaps: 'Swap',
  detentions: 'Detention',
  persons: 'Person',
  groups: 'Group',
  claims: 'Claim',
  estimates: 'Estimate',
  statements: 'Statement',
  appeals: 'Appeal',
  // A plural without a singular: the answers of the list and of one of them need two names.
  talks: 'TalksItem',
  sources: 'Source',
  parties: 'Party',
};

const viewName = (list: ListName): string =>
  isModelName(list) ? (modelOf(list).view.meta() as { id: string }).id : 'TimelineEntry';
const upper = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

const validity: JsonSchema = {
  type: 'string',
  enum: [...validities],
  description: 'Only where the question has `on`: whether it certainly or possibly held or happened on those days.',
};

function addView(model: ModelName, components: Components): void {
  // A view has an id, so it is put among the components itself.
  jsonSchemaOf(modelOf(model).view, components);
  const schema = components[viewName(model)]!;
  const properties = schema['properties'] as Record<string, JsonSchema>;
  const dated = modelOf(model).dated !== null;
  components[viewName(model)] = {
    ...schema,
    description: `${about[model]}: one of them.`,
    properties: dated ? { ...properties, validity } : properties,
  };
}

/** Schemas of everything that lists and items answer. */
export function addViews(components: Components): void {
  for (const model of modelNames) addView(model, components);
  const day = orNull({ type: 'string', format: 'date' });
  components['TimelineEntry'] = {
    ...objectOf({ earliest: day, latest: day, validity, claim: referTo('ClaimItem') }, ['validity']),
    description: 'A standing claim with the first and the last day on which it may have happened.',
  };
  const labels = { type: 'object', additionalProperties: text };
  components['References'] = {
    ...objectOf({
      parties: labels,
      persons: { type: 'object', additionalProperties: { type: ['string', 'null'] } },
      sources: labels,
    }),
    description: 'A short name for every id of a party, person or source in `data`; null where a name was forgotten.',
  };
  for (const list of [...modelNames, 'timeline' as const]) addAnswers(list, components);
}

function addAnswers(list: ListName, components: Components): void {
  const [view, asOf, references] = [referTo(viewName(list)), referTo('AsOf'), referTo('References')];
  const parked = {
    ...listOf(text),
    description: 'Streams that stand still behind an event that could not be applied; only where there are any.',
  };
  components[`${upper(list)}Answer`] = objectOf(
    { data: listOf(view), page: referTo('Page'), asOf, parked, references },
    ['parked'],
  );
  if (isModelName(list)) components[`${singular[list]}Answer`] = objectOf({ data: view, asOf, references });
}

const questions = problems('malformed-request', 'unauthenticated', 'unavailable');

const listOperation = (list: ListName, components: Components): JsonSchema => ({
  operationId: `list${upper(list)}`,
  tags: ['register'],
  summary: `List ${list}`,
  description: `${about[list]}. All of one state of the register, named in \`asOf\`.`,
  parameters: listParameters(list),
  responses: {
    '200': jsonAnswer('A page.', `${upper(list)}Answer`, components, stateHeaders),
    '304': notModified,
    ...questions,
  },
});

const itemOperation = (list: ModelName, components: Components): JsonSchema => ({
  operationId: `get${singular[list]}`,
  tags: ['register'],
  summary: `Get one of ${list}`,
  description: `${about[list]}: one of them. 404 with the rule \`not-on\` where it is known but states nothing for the days of \`on\`.`,
  parameters: itemParameters(list),
  responses: {
    '200': jsonAnswer('The item.', `${singular[list]}Answer`, components, stateHeaders),
    '304': notModified,
    ...questions,
    ...problems('not-found'),
  },
});

/** The paths of lists and items. */
export function listPaths(components: Components): Record<string, JsonSchema> {
  const paths: Record<string, JsonSchema> = {};
  for (const list of [...modelNames, 'timeline' as const]) {
    paths[`/v1/${list}`] = { get: listOperation(list, components) };
    if (isModelName(list)) paths[`/v1/${list}/{id}`] = { get: itemOperation(list, components) };
  }
  return paths;
}
