import { personCluster, personMatch } from '#libs/contracts';
import { LONGEST_NAME, MOST_FOUND, USUAL_FOUND } from '#libs/queries';
import {
  type Components,
  type JsonSchema,
  jsonSchemaOf,
  listOf,
  objectOf,
  referTo,
  text,
  uuid,
} from './json-schema.ts';
import { ifNoneMatch, path, queryParameter, stateParameters } from './parameters.ts';
import { jsonAnswer, notModified, problems, stateHeaders } from './responses.ts';

/** Schemas of what is asked of persons beside their list. Needs those of the lists. */
export function addPersons(components: Components): void {
  jsonSchemaOf(personMatch, components);
  components['PersonMatch'] = {
    ...components['PersonMatch'],
    description: 'A person whom a search by name found, with the form of the name that fits best, and how it fits.',
  };
  jsonSchemaOf(personCluster, components);
  components['PersonCluster'] = {
    ...components['PersonCluster'],
    description: 'All persons that standing positive judgements make one, and those judgements.',
  };
  const [asOf, references] = [referTo('AsOf'), referTo('References')];
  const parked = {
    ...listOf(text),
    description: 'Streams that stand still behind an event that could not be applied; only where there are any.',
  };
  components['PersonSearchAnswer'] = objectOf({ data: listOf(referTo('PersonMatch')), asOf, parked, references }, [
    'parked',
  ]);
  components['PersonClusterAnswer'] = objectOf({ data: referTo('PersonCluster'), asOf, references });
}

const questions = problems('malformed-request', 'unauthenticated', 'unavailable');

const search = (components: Components): JsonSchema => ({
  operationId: 'searchPersons',
  tags: ['register'],
  summary: 'Find persons by name',
  description:
    'Persons of whose names some form is the one asked for: in Ukrainian, Russian, Crimean Tatar or Latin spelling, transliterated by any usual rule, ' +
    'with a letter or two wrong. Each comes with the form it was found by and how that fits (`exact`, `transliteration`, `misspelling`), the best first. ' +
    'Words may come in any order; the family name alone is enough; a patronymic may be left out, but not be another.',
  parameters: [
    {
      ...queryParameter(
        'name',
        'The name, in any spelling.',
        { type: 'string', minLength: 1, maxLength: LONGEST_NAME },
        'Taras Shevchenko',
      ),
      required: true,
    },
    queryParameter(
      'limit',
      'Persons at most.',
      { type: 'integer', minimum: 1, maximum: MOST_FOUND, default: USUAL_FOUND },
      20,
    ),
    ...stateParameters,
    ifNoneMatch,
  ],
  responses: {
    '200': jsonAnswer('Who was found.', 'PersonSearchAnswer', components, stateHeaders),
    '304': notModified,
    ...questions,
  },
});

const cluster = (components: Components): JsonSchema => ({
  operationId: 'getPersonCluster',
  tags: ['register'],
  summary: 'Who is one with a person',
  description:
    'Every id that standing positive judgements make one person with this one, and those judgements: who decided each, when and why. ' +
    'A judgement that is revoked makes nothing one any more; earlier states of the register keep it (`asOf`).',
  parameters: [
    path('id', 'The id of the person.', uuid, '6f1b2a0e-5a53-4d0c-9a0f-000000000001'),
    ...stateParameters,
    ifNoneMatch,
  ],
  responses: {
    '200': jsonAnswer('The cluster.', 'PersonClusterAnswer', components, stateHeaders),
    '304': notModified,
    ...questions,
    ...problems('not-found'),
  },
});

export const personPaths = (components: Components): Record<string, JsonSchema> => ({
  '/v1/persons/search': { get: search(components) },
  '/v1/persons/{id}/cluster': { get: cluster(components) },
});
