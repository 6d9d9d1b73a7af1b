import fc from 'fast-check';

import type { FuzzRequest, Pools } from '../request.ts';
import { segment } from './commands.ts';
import { headers, headerText } from './headers.ts';
import { hostileText } from './hostile.ts';
import { arbitraryOf, type JsonSchema } from './schema.ts';

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly schema: JsonSchema;
}

/** The parts of an OpenAPI document that are read here. */
export interface ApiDescription {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly parameters?: readonly Parameter[] }>>>>;
}

/** Values for parameters that the description knows as text only. */
function plausible({ name, in: place }: Parameter, pools: Pools): fc.Arbitrary<string> | undefined {
  if (name === 'id') return fc.constantFrom(...Object.values(pools.ids).flat());
  if (pools.ids[name]?.length) return fc.constantFrom(...pools.ids[name]);
  if (name === 'on') return fc.constantFrom('2017-12-27', '2017-12', '2014-04/2017', 'XXXX-12-27', '2017-13');
  if (name === 'asOf')
    return fc.constantFrom('0', '3', pools.head, '2017-12-27T00:00:00Z', '2999-01-01T00:00:00Z', '99999999999');
  if (name === 'cursor') return fc.constantFrom(...pools.cursors);
  if (name === 'token') return fc.constantFrom(...pools.claims.map(({ stream }) => `${stream}@0`), 'swap-x@1', 'a@-1');
  if (name === 'stream' && place === 'path') return fc.constantFrom(...pools.claims.map(({ stream }) => stream));
  if (name === 'streamPrefix') return fc.constantFrom('swap-', 'person-,swap-', '-', ',');
  if (name === 'Prefer') return fc.constantFrom('wait=0', 'wait=1');
  return undefined;
}

function valueOf(parameter: Parameter, pools: Pools): fc.Arbitrary<string> {
  const generator = { definitions: {}, pools, special: () => undefined };
  const described = plausible(parameter, pools) ?? arbitraryOf(parameter.schema, generator).map(String);
  return fc.oneof(
    { weight: 3, arbitrary: described },
    { weight: 1, arbitrary: hostileText.map((text) => text.slice(0, 500)) },
  );
}

function operation(
  method: string,
  path: string,
  parameters: readonly Parameter[],
  pools: Pools,
): fc.Arbitrary<FuzzRequest> {
  const given = parameters.map((parameter) => {
    const value = valueOf(parameter, pools).map((text) => [{ parameter, text }]);
    if (parameter.in === 'path') return value;
    return fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: value });
  });
  const stray = fc.oneof(
    { weight: 12, arbitrary: fc.constant([]) },
    fc.constantFrom(['limit=1&limit=2'], ['colour=red'], ['on'], ['%zz=1'], ['a[b]=c']),
  );
  return fc.tuple(fc.tuple(...given), stray, headers(pools)).map(([values, more, extra]) => {
    const flat = values.flat();
    const filled = flat
      .filter(({ parameter }) => parameter.in === 'path')
      .reduce((whole, { parameter, text }) => whole.replace(`{${parameter.name}}`, segment(text)), path);
    const query = flat
      .filter(({ parameter }) => parameter.in === 'query')
      .map(({ parameter, text }) => `${parameter.name}=${segment(text)}`);
    const named = flat
      .filter(({ parameter }) => parameter.in === 'header')
      .map(({ parameter, text }) => [parameter.name.toLowerCase(), headerText(text)]);
    const asked = [...query, ...more].join('&');
    return {
      family: 'read',
      method,
      path: asked ? `${filled}?${asked}` : filled,
      headers: { ...Object.fromEntries(named), ...extra },
      body: null,
    };
  });
}

/** Requests for everything that the description says can be read, with its own parameters. */
export function readRequest(description: ApiDescription, pools: Pools): fc.Arbitrary<FuzzRequest> {
  const operations = Object.entries(description.paths).flatMap(([path, methods]) =>
    methods['get'] ? [operation('GET', path, methods['get'].parameters ?? [], pools)] : [],
  );
  return fc.oneof(...operations);
}

const oddPaths = [
  '/',
  '//',
  '/v1',
  '/v1/',
  '/v1/swaps/',
  '/v1//swaps',
  '/v1/swaps/%zz',
  '/v1/swaps/%c0%af',
  '/v1/swaps/..%2f..%2fetc',
  '/v1/swaps;a=b',
  '/V1/SWAPS',
  '/v1/commands',
  '/v1/commands/',
  '/v1/commands/__proto__',
  '/v1/commands/constructor',
  '/v1/timeline/5a000000-0000-4000-8000-000000000001',
  `/v1/${'x'.repeat(5_000)}`,
  `/v1/swaps?${'a=1&'.repeat(2_000)}`,
  '/v1/events/stream/x',
  '/graphql/x',
  '/problems/__proto__',
  '/schemas/__proto__/1',
  '/favicon.ico',
];
const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND', 'QUERY'];

/** Methods and addresses that nobody offers. */
export function oddRequest(description: ApiDescription, pools: Pools): fc.Arbitrary<FuzzRequest> {
  const path = fc.oneof(
    fc.constantFrom(...oddPaths),
    fc.constantFrom(...Object.keys(description.paths)).map((known) => known.replaceAll(/[{}]/g, '')),
  );
  return fc
    .tuple(fc.constantFrom(...methods), path, headers(pools), fc.constantFrom(null, null, '{}', 'x'))
    .map(([method, where, extra, body]) => ({
      family: 'odd',
      method,
      path: where,
      headers: { ...(body !== null && { 'content-type': 'application/json' }), ...extra },
      body: ['GET', 'HEAD', 'TRACE'].includes(method) ? null : body,
    }));
}
