import { describe, expect, it } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { commandCatalogue, type CommandName, commandNames } from '#libs/contracts';
import { schemaText } from '../graphql/schema.ts';
import { openApiDocument } from './document.ts';

const document = openApiDocument() as {
  paths: Record<
    string,
    Record<
      string,
      {
        operationId: string;
        description: string;
        requestBody?: { content: Content };
        responses: Record<string, { content?: Content }>;
      }
    >
  >;
  components: { schemas: Record<string, object> };
};
type Content = Record<string, { schema: object; example?: unknown }>;

const file = (name: string): URL => new URL(`../../../../docs/api/${name}`, import.meta.url);
const written = (name: string): string => readFileSync(file(name), 'utf8');

/** `AFA_WRITE_DOCS=true npm test -- --selectProjects unit -- openapi` writes the committed files anew. */
const update = process.env['AFA_WRITE_DOCS'] === 'true';

describe('the committed descriptions', () => {
  it.each([
    ['openapi.json', () => `${JSON.stringify(openApiDocument(), null, 2)}\n`],
    ['schema.graphql', schemaText],
  ])('%s is what the code makes', (name, make) => {
    if (update) writeFileSync(file(name), make());
    expect(
      make() === written(name) ||
        `docs/api/${name} differs: AFA_WRITE_DOCS=true npm test -- --selectProjects unit -- openapi`,
    ).toBe(true);
  });
});

describe('the OpenAPI document', () => {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  (addFormats as unknown as (ajv: Ajv2020) => void)(ajv);
  ajv.addSchema({ $id: 'afa', components: document.components });
  const checks = new Map<string, ValidateFunction>();
  /** Most operations refer to the same few schemas, which are compiled once. */
  function check(schema: object): ValidateFunction {
    const text = JSON.stringify(schema).replaceAll('"#/', '"afa#/');
    const known = checks.get(text) ?? ajv.compile(JSON.parse(text) as object);
    checks.set(text, known);
    return known;
  }
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.values(methods).map((operation) => ({ path, ...operation })),
  );

  it('has an id and a description of its own for each operation', () => {
    const ids = operations.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(operations.filter(({ description }) => !description)).toEqual([]);
  });

  it('refers to nothing that is not there', () => {
    const text = JSON.stringify(document);
    const names = [...text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name!);
    expect(names.filter((name) => !(name in document.components.schemas))).toEqual([]);
    expect(text).not.toContain('#/$defs/');
  });

  it('has examples that its own schemas allow', () => {
    const contents = operations.flatMap(({ path, requestBody, responses }) =>
      [requestBody, ...Object.values(responses)].flatMap((each) =>
        Object.values(each?.content ?? {}).map((content) => ({ path, ...content })),
      ),
    );
    const wrong = contents
      .filter(({ example }) => example !== undefined)
      .flatMap(({ path, schema, example }) =>
        check(schema)(example) ? [] : [`${path}: ${ajv.errorsText(check(schema).errors)}`],
      );
    expect(wrong).toEqual([]);
  });

  it.each(commandNames)('has an example of %s that the command accepts', (name: CommandName) => {
    const example = document.paths[`/v1/commands/${name}`]?.['post']?.requestBody?.content['application/json']?.example;
    expect(commandCatalogue[name].schema.safeParse(example).error?.issues ?? []).toEqual([]);
  });
});
