import fc from 'fast-check';
import { type GraphQLSchema } from 'graphql';

import { inputOf } from '../../rejections/channels.ts';
import { randomFrom } from '../../support-domain/random.ts';
import type { FuzzRequest, Pools } from '../request.ts';
import { command } from './commands.ts';
import { headers } from './headers.ts';
import { hostileValue } from './hostile.ts';
import { randomDocument } from './graphql-document.ts';

/** Documents that are to cost more than they look. */
const abuses: readonly string[] = [
  `{ swaps ${'{ edges { node { claims { source '.repeat(30)} { id } ${'} } } }'.repeat(30)} }`,
  `{ ${Array.from({ length: 300 }, (_, index) => `a${index}: swaps(first: 200) { edges { node { id } } }`).join(' ')} }`,
  `{ swaps ${'@include(if: true) '.repeat(200)}{ edges { node { id } } }`,
  '{ swaps { ...a } } fragment a on SwapConnection { edges { ...b } } fragment b on SwapEdge { node { ...c } } fragment c on Swap { ...c }',
  `{ ...f0 } ${Array.from({ length: 40 }, (_, index) => `fragment f${index} on Query { ...f${index + 1} ...f${index + 1} }`).join(' ')} fragment f40 on Query { __typename }`,
  `{ persons(first: 200) { edges { node { detentions(first: 200) { person { detentions(first: 200) { person { names { form } } } } } } } } }`,
  `{ __schema { types { fields { type { fields { type { fields { type { fields { type { fields { name } } } } } } } } } } }`,
  `{ swaps(${'first: 1 '.repeat(500)}) { edges { node { id } } } }`,
  `query ${'a'.repeat(20_000)} { __typename }`,
  `{ ${'__typename '.repeat(5_000)} }`,
  `{ swap(id: "${'x'.repeat(50_000)}") { id } }`,
  'subscription { a: events(after: "0") { position } b: events(after: "0") { position } }',
  'mutation { __typename }',
  '{ node(id: "\\ud800") { id } }',
  '{ swaps(first: -1) { edges { cursor } } }',
  '{ swaps(first: 99999999999999999999) { edges { cursor } } }',
  '{ swaps(last: 1, first: 1, after: "x", before: "y") { edges { cursor } } }',
  '{',
  '',
];

const post = (body: unknown, token?: string): FuzzRequest => ({
  family: 'graphql',
  method: 'POST',
  path: '/graphql',
  headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
  body: typeof body === 'string' ? body : (JSON.stringify(body) ?? ''),
});

/** Everything an accepted mutation is counted by. */
const ACCEPTED = '{ commandId stream revision position dryRun events { id revision position } }';

/** Commands as mutations, so that both doors write at the same time. */
function mutation(schema: GraphQLSchema, pools: Pools): fc.Arbitrary<FuzzRequest> {
  const fields = schema.getMutationType()!.getFields();
  return fc
    .tuple(
      command(pools),
      fc.constantFrom(null, 'key-1', 'graph-key', '5b000000-0000-4000-8000-000000000010', '\u0000'),
      fc.constantFrom(null, 0, 1),
    )
    .map(([{ name, body }, key, ifMatch]) => {
      const field = name.charAt(0).toLowerCase() + name.slice(1);
      const type = Object.hasOwn(fields, field)
        ? fields[field]!.args.find((argument) => argument.name === 'input')!.type
        : null;
      if (!type) return post({ query: `mutation { __typename }`, variables: body }, pools.token);
      const query = `mutation Send($input: ${String(type)}, $key: String, $ifMatch: Int) { ${field}(input: $input, idempotencyKey: $key, ifMatch: $ifMatch) ${ACCEPTED} }`;
      return post({ query, variables: { input: inputOf(type, body), key, ifMatch } }, pools.token);
    });
}

/** Bodies that are no request of GraphQL. */
function envelope(): fc.Arbitrary<FuzzRequest> {
  const query = '{ swaps { edges { node { id } } } }';
  const bodies = fc.oneof(
    hostileValue,
    fc.constantFrom<unknown>(
      [{ query }, { query }],
      { query, variables: [] },
      { query, variables: 'x' },
      { query, operationName: 'nobody' },
      { query, extensions: { persistedQuery: { version: 1, sha256Hash: 'x' } } },
      { query: [query] },
      { query: { a: 1 } },
      { variables: {} },
      { query, unknown: 1 },
    ),
    hostileValue.map((value) => ({ query: 'query ($a: ID!) { swap(id: $a) { id } }', variables: { a: value } })),
    hostileValue.map((value) => ({
      query: 'query ($a: Int) { swaps(first: $a) { edges { cursor } } }',
      variables: { a: value },
    })),
  );
  return bodies.map((body) => post(body));
}

/** Documents made from the schema, documents made to hurt, mutations, and what is none of them. */
export function graphqlRequest(schema: GraphQLSchema, pools: Pools): fc.Arbitrary<FuzzRequest> {
  const document = fc.integer().map((seed) => randomDocument(schema, randomFrom(seed), pools));
  const random = fc.tuple(document, headers(pools)).map(([query, extra]) => {
    const request = post({ query });
    return { ...request, headers: { ...request.headers, ...extra } };
  });
  const asked = document.map((query) => ({
    ...post(''),
    method: 'GET',
    path: `/graphql?query=${encodeURIComponent(query.toWellFormed())}`,
    headers: {},
    body: null,
  }));
  return fc.oneof(
    { weight: 6, arbitrary: random },
    { weight: 1, arbitrary: asked },
    { weight: 4, arbitrary: mutation(schema, pools) },
    { weight: 2, arbitrary: fc.constantFrom(...abuses).map((query) => post({ query })) },
    { weight: 2, arbitrary: envelope() },
  );
}
