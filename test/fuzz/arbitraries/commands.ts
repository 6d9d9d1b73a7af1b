import fc from 'fast-check';
import { z } from 'zod';

import { commandCatalogue, type CommandName, commandNames } from '../../../libs/contracts/src/index.ts';
import type { FuzzRequest, Pools } from '../request.ts';
import { headers } from './headers.ts';
import { hostileText, hostileValue, mutated } from './hostile.ts';
import { arbitraryOf, type JsonSchema } from './schema.ts';

const person = { asWritten: 'people', counts: 'person' };
const count = fc.oneof(
  fc
    .tuple(fc.constantFrom('eq', 'gt', 'gte', 'lt', 'lte', 'about'), fc.integer({ min: 1, max: 400 }))
    .map(([op, value]) => ({ op, value, unit: person, asWritten: `${op} ${value}` })),
  fc.constantFrom('vague', 'all', 'notStated').map((op) => ({ op, unit: person, asWritten: op })),
);
const date = fc.constantFrom(
  { asWritten: 'in December', edtf: '2017-12' },
  { asWritten: 'December 27', edtf: 'XXXX-12-27', resolved: '2017-12-27', basis: 'source' },
  { asWritten: 'from spring to summer', edtf: '2016-04/2016-08' },
  { asWritten: 'now', edtf: null },
);

/** What the schema alone cannot make likely: counts, dates and claims that fit themselves, targets that exist. */
const specialOf = (pools: Pools) => (schema: JsonSchema, name: string) => {
  const located = fc
    .constantFrom(...(pools.ids['source'] ?? []))
    .map((source) => ({ source, located: { locator: 'p. 2' } }));
  if (schema.value === 'bounded-count') return count;
  if (schema.value === 'uncertain-date') return date;
  if (schema.value === 'evidence') return located;
  if (name === 'target') return fc.constantFrom(...pools.claims);
  if (name === 'leg') return fc.constantFrom('a', 'a', 'b', 'c');
  return undefined;
};

const schemas = new Map<CommandName, JsonSchema & { $defs?: Record<string, JsonSchema> }>();
function schemaOf(name: CommandName) {
  const known =
    schemas.get(name) ??
    (z.toJSONSchema(commandCatalogue[name].schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema);
  schemas.set(name, known);
  return known as JsonSchema & { $defs?: Record<string, JsonSchema> };
}

/** Bodies of a command that are close to what it asks for. */
function bodyOf(name: CommandName, pools: Pools): fc.Arbitrary<Record<string, unknown>> {
  const schema = schemaOf(name);
  const generator = { definitions: schema.$defs ?? {}, pools, special: specialOf(pools) };
  const body = arbitraryOf(schema, generator) as fc.Arbitrary<Record<string, unknown>>;
  if (name !== 'CorrectClaim') return body;
  const report = bodyOf('ReportLeg', pools).map(({ swap: _swap, ...rest }) => rest);
  return fc.tuple(body, report).map(([given, corrected]) => ({ ...given, report: corrected }));
}

export interface FuzzCommand {
  readonly name: string;
  readonly body: unknown;
}

/** Commands: half of them nearly right, the others with parts made hostile or nothing like a command. */
export function command(pools: Pools): fc.Arbitrary<FuzzCommand> {
  const near = fc.oneof(...commandNames.map((name) => bodyOf(name, pools).map((body) => ({ name: name, body }))));
  const wrong = fc.oneof(
    ...commandNames.map((name) => mutated(bodyOf(name, pools)).map((body) => ({ name: name, body }))),
  );
  const unlike = fc.tuple(fc.oneof(fc.constantFrom<string>(...commandNames), hostileText), hostileValue);
  return fc.oneof(
    { weight: 10, arbitrary: near },
    { weight: 8, arbitrary: wrong },
    { weight: 1, arbitrary: unlike.map(([name, body]) => ({ name, body })) },
  );
}

/** A path segment of any text; lone surrogates go as the bytes that a careless client sends. */
export const segment = (text: string): string =>
  text.isWellFormed()
    ? encodeURIComponent(text)
    : encodeURIComponent(text.toWellFormed()).replaceAll('%EF%BF%BD', '%ED%A0%80');

const rawBodies = [
  '',
  '{',
  '[1,2',
  'null',
  '"text"',
  '{"a":1}{"b":2}',
  '\u0000',
  '\ufeff{}',
  "{'a':1}",
  '{"a":1,"a":2}',
  '{"__proto__":{"x":1}}',
  '{"constructor":{"prototype":{"x":1}}}',
  '['.repeat(100_000),
  `{"a":${'9'.repeat(10_000)}}`,
  `${'['.repeat(50_000)}${']'.repeat(50_000)}`,
  `{"kind":"state","names":${'['.repeat(50_000)}${']'.repeat(50_000)}}`,
];

/** Commands over REST. */
export function commandRequest(pools: Pools): fc.Arbitrary<FuzzRequest> {
  const query = fc.oneof(
    { weight: 12, arbitrary: fc.constant('') },
    fc.constantFrom('?dryRun=true', '?dryRun=maybe', '?dryRun=true&dryRun=false', '?x=1'),
  );
  const body = fc.oneof(
    {
      weight: 20,
      arbitrary: command(pools).map(({ name, body: value }) => [name, JSON.stringify(value) ?? ''] as const),
    },
    { weight: 1, arbitrary: fc.constantFrom(...rawBodies).map((raw) => ['RegisterParty', raw] as const) },
  );
  return fc.tuple(body, query, headers(pools)).map(([[name, text], asked, given]) => ({
    family: 'command',
    method: 'POST',
    path: `/v1/commands/${segment(name.slice(0, 300))}${asked}`,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${pools.token}`, ...given },
    body: text,
  }));
}

const fileTypes = ['application/yaml', 'application/x-ndjson'];
const rawFiles = [
  '',
  '---\n...\n---',
  'namespace: x\ncommands: [&a [*a]]',
  'namespace: x\ncommands:\n\t- bad',
  'namespace: "\\ud800"\ncommands: []',
  '{"namespace":"x"}\n{',
  '{"namespace":"x"}\n[]\nnull\n{"RegisterParty":null}\n',
  'namespace: __proto__\ncommands: [{__proto__: {as: a}}]',
];

/** Case files of a few commands; every accepted one is told, so that it can be counted. */
export function importRequest(pools: Pools): fc.Arbitrary<FuzzRequest> {
  const entry = fc
    .tuple(command(pools), fc.constantFrom('a', 'b', 'c', 'd', 'e', '__proto__', ''))
    .map(([{ name, body }, as]) => {
      const { id: _id, ...fields } =
        typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : { body };
      return Object.fromEntries([[name, Object.fromEntries([['as', as], ...Object.entries(fields)])]]);
    });
  const namespace = fc.constantFrom('fuzz-1', 'fuzz-2', 'fuzz-3', 'fuzz-4', 'fuzz 5');
  const file = fc
    .tuple(namespace, fc.array(entry, { maxLength: 4 }))
    .map(([space, commands]) => [
      JSON.stringify({ namespace: space, commands }),
      [{ namespace: space }, ...commands].map((line) => JSON.stringify(line)).join('\n'),
    ]);
  const text = fc.oneof(
    {
      weight: 12,
      arbitrary: fc.tuple(file, fc.nat(1)).map(([both, which]) => [fileTypes[which]!, both[which]!] as const),
    },
    { weight: 1, arbitrary: fc.tuple(fc.constantFrom(...fileTypes), fc.constantFrom(...rawFiles)) },
  );
  return fc.tuple(text, fc.constantFrom('', '', '&dryRun=true')).map(([[type, body], more]) => ({
    family: 'import',
    method: 'POST',
    path: `/v1/imports?verbose=true${more}`,
    headers: { 'content-type': type, authorization: `Bearer ${pools.token}` },
    body,
  }));
}
