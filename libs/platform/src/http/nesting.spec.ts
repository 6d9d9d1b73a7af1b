import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fastify, { type FastifyInstance } from 'fastify';
import { refuseDeepNesting } from './nesting.ts';

let server: FastifyInstance;
beforeAll(async () => {
  server = fastify();
  server.addContentTypeParser('application/yaml', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  refuseDeepNesting(server);
  server.post('/', async () => 'taken');
  await server.ready();
});
afterAll(() => server.close());

const arrays = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
const objects = (depth: number): string => '{"a":'.repeat(depth) + '1' + '}'.repeat(depth);

async function answerTo(payload: string, type = 'application/json'): Promise<string> {
  const { body } = await server.inject({ method: 'POST', url: '/', headers: { 'content-type': type }, payload });
  return body.includes('nests deeper') ? 'refused' : body;
}

describe('a body that nests too deep', () => {
  it.each([
    ['arrays', arrays(101 + 1)],
    ['objects', objects(102)],
    ['a variable of GraphQL', JSON.stringify({ query: '{ a }', variables: { report: JSON.parse(arrays(102)) } })],
    ['so deep that a recursive look would end the stack', arrays(100_000)],
  ])('is refused as JSON: %s', async (_name, payload) => {
    expect(await answerTo(payload)).toBe('refused');
  });

  it.each([
    ['brackets', `a: ${arrays(101)}`],
    ['compact sequences', '- '.repeat(101) + 'a'],
    ['complex keys', '? '.repeat(101) + 'a'],
  ])('is refused as a case file before it is parsed: %s', async (_name, payload) => {
    expect(await answerTo(payload, 'application/yaml')).toBe('refused');
  });

  it.each([
    ['application/json', arrays(100)],
    ['application/json', objects(100)],
    ['application/json', JSON.stringify(Array.from({ length: 10_000 }, () => ({ a: [{}] })))],
    ['application/yaml', `a: ${arrays(100)}`],
    ['application/yaml', '- {a: [1]}\n'.repeat(10_000)],
  ])('leaves alone what is wide or as deep as allowed (%s)', async (type, payload) => {
    expect(await answerTo(payload, type)).toBe('taken');
  });
});
