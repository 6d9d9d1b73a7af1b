import { type ProblemCode, problemTypes } from '#libs/platform';
import { exampleOf } from './examples.ts';
import { type Components, type JsonSchema, referTo } from './json-schema.ts';

/** An answer in JSON, with an example made from its schema. */
export const jsonAnswer = (
  description: string,
  name: string,
  components: Components,
  headers?: Record<string, JsonSchema>,
) => ({
  description,
  ...(headers && { headers }),
  content: { 'application/json': { schema: referTo(name), example: exampleOf(referTo(name), components) } },
});

/** Problems by status, each a component of its own. */
export const problems = (...codes: readonly ProblemCode[]): Record<string, JsonSchema> =>
  Object.fromEntries(
    codes.map((code) => [String(problemTypes[code].status), { $ref: `#/components/responses/${nameOf(code)}` }]),
  );

const nameOf = (code: ProblemCode): string => `Problem${problemTypes[code].status}`;

/** What any operation may be answered with when it cannot be. */
export function problemResponses(): Record<string, JsonSchema> {
  const responses: Record<string, JsonSchema> = {};
  for (const code of Object.keys(problemTypes) as ProblemCode[]) {
    const { status, title } = problemTypes[code];
    const example = { type: `/problems/${code}`, title, status, traceId: '4bf92f3577b34da6a3ce929d0e0e4736' };
    responses[nameOf(code)] ??= {
      description: `${title}.`,
      ...([429, 503].includes(status) && {
        headers: { 'Retry-After': { description: 'Seconds.', schema: { type: 'integer' } } },
      }),
      content: { 'application/problem+json': { schema: referTo('Problem'), example } },
    };
  }
  return responses;
}

/** The headers of an answer about a state. */
export const stateHeaders: Record<string, JsonSchema> = {
  ETag: { description: 'Weak: position and question.', schema: { type: 'string' } },
  Link: {
    description: '`next` page, `describedby` schema, `latest-version` of an item asked for as of a position.',
    schema: { type: 'string' },
  },
  'Preference-Applied': { description: '`wait=N` where `Prefer` asked for it.', schema: { type: 'string' } },
};
export const notModified: JsonSchema = { description: 'The answer the client has still holds.' };
