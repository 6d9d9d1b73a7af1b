import { buildClientSchema, getIntrospectionQuery, type GraphQLInputType, type GraphQLSchema } from 'graphql';
import { getNullableType, isEnumType, isInputObjectType, isListType, print, parse } from 'graphql';

import type { SceneCommand } from './scene.ts';

/** Where the application answers, and the token for writing. */
export interface Where {
  readonly url: string;
  readonly token: string;
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Loose = any;

export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: Loose;
}

async function post({ url, token }: Where, path: string, sent: string, body: string, key?: string): Promise<Answer> {
  const answer = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: { 'content-type': sent, authorization: `Bearer ${token}`, ...(key && { 'idempotency-key': key }) },
    body,
  });
  const text = await answer.text();
  const type = answer.headers.get('content-type') ?? '';
  const values = type.startsWith('application/x-ndjson') ? text.trim().split('\n') : [text];
  const [first, ...more] = values.map((value) => JSON.parse(value));
  return { status: answer.status, type, body: type.startsWith('application/x-ndjson') ? [first, ...more] : first };
}

export const byRest = (where: Where, { name, body, key }: SceneCommand): Promise<Answer> =>
  post(where, `/v1/commands/${name}`, 'application/json', JSON.stringify(body), key);

export async function schemaOf({ url }: Where): Promise<GraphQLSchema> {
  const answer = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: getIntrospectionQuery() }),
  });
  return buildClientSchema((await answer.json()).data);
}

const letters = (word: string): string => word.replace(/[^A-Za-z0-9]/g, '').toLowerCase();

/** GraphQL's names of enum values have no hyphens; everything else is as in JSON. */
export function inputOf(type: GraphQLInputType, value: Loose): Loose {
  const bare = getNullableType(type);
  if (value === null || value === undefined) return value;
  if (isListType(bare)) return Array.isArray(value) ? value.map((item) => inputOf(bare.ofType, item)) : value;
  if (isEnumType(bare) && typeof value === 'string')
    return bare.getValues().find(({ name }) => letters(name) === letters(value))?.name ?? value;
  if (!isInputObjectType(bare) || typeof value !== 'object') return value;
  const fields = bare.getFields();
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, fields[name] ? inputOf(fields[name].type, inner) : inner]),
  );
}

/** The mutation of the command, with the body as a variable, as a client generated from the schema sends it. */
export function byGraphQL(where: Where, schema: GraphQLSchema, { name, body, key }: SceneCommand): Promise<Answer> {
  const field = name.charAt(0).toLowerCase() + name.slice(1);
  const mutations = schema.getMutationType()!.getFields();
  const type = mutations[field]?.args.find((argument) => argument.name === 'input')?.type;
  const query = print(
    parse(`mutation Send($input: ${type ? String(type) : 'RegisterPartyInput!'}, $key: String) {
      ${field}(input: $input, idempotencyKey: $key) { position }
    }`),
  );
  const variables = { input: type ? inputOf(type, body) : body, key: key ?? null };
  return post(where, '/graphql', 'application/json', JSON.stringify({ query, variables }));
}

const entry = ({ name, body }: SceneCommand, as: string): object => ({ [name]: { as, ...body } });

export const byLines = (
  where: Where,
  namespace: string,
  commands: readonly [string, SceneCommand][],
): Promise<Answer> =>
  post(
    where,
    '/v1/imports',
    'application/x-ndjson',
    [{ namespace }, ...commands.map(([as, command]) => entry(command, as))]
      .map((line) => JSON.stringify(line))
      .join('\n'),
  );

/** JSON over many lines is YAML; the line of every field is noted by its pointer. */
class Printer {
  readonly lines: string[] = [];
  readonly lineOf = new Map<string, number>();

  print(value: Loose, pointer: string, prefix: string, suffix: string): void {
    this.lineOf.set(pointer, this.lines.length + 1);
    if (typeof value !== 'object' || value === null || Object.keys(value).length === 0)
      return void this.lines.push(`${prefix}${JSON.stringify(value)}${suffix}`);
    const entries = Object.entries(value);
    const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
    const indent = /^ */.exec(prefix)![0];
    this.lines.push(`${prefix}${open}`);
    entries.forEach(([name, inner], index) => {
      const label = Array.isArray(value) ? '' : `${JSON.stringify(name)}: `;
      this.print(inner, `${pointer}/${name}`, `${indent}  ${label}`, index < entries.length - 1 ? ',' : '');
    });
    this.lines.push(`${indent}${close}${suffix}`);
  }
}

/** One command as a YAML file, and the line on which a field of it stands; of one that is not there, that of what should hold it. The empty pointer is the command. */
export function yamlOf(namespace: string, as: string, command: SceneCommand) {
  const printer = new Printer();
  printer.print({ namespace, commands: [entry(command, as)] }, '', '', '');
  const fieldLine = (pointer: string): number =>
    printer.lineOf.get(`/commands/0/${command.name}${pointer}`) ??
    fieldLine(pointer.slice(0, pointer.lastIndexOf('/')));
  const lineOf = (pointer: string): number =>
    pointer === '' ? printer.lineOf.get('/commands/0')! : fieldLine(pointer);
  return { text: printer.lines.join('\n'), lineOf };
}

export const byYaml = (where: Where, text: string): Promise<Answer> =>
  post(where, '/v1/imports', 'application/yaml', text);

export async function headOf({ url }: Where): Promise<string> {
  const answer = await fetch(`${url}/v1/events?after=0&limit=1`);
  return (await answer.json()).head.position;
}
