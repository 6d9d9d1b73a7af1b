import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { readFileSync } from 'node:fs';
import { eventCatalogue, type EventEntry, eventTypes } from '#libs/contracts';
import { modelNames } from '#libs/queries';
import { recordDecember2017, type December2017 } from './december-2017.ts';
import { startTestRegister, type TestRegister } from './register.ts';

interface Operation {
  readonly responses: Record<
    string,
    { readonly $ref?: string; readonly content?: Record<string, { readonly schema: object }> }
  >;
}
interface Document {
  readonly paths: Record<string, { readonly get?: Operation }>;
  readonly components: { readonly schemas: object; readonly responses: Record<string, Operation['responses'][string]> };
}

const document = JSON.parse(readFileSync(new URL('../../docs/api/openapi.json', import.meta.url), 'utf8')) as Document;
const ajv = new Ajv2020({ strict: false, allErrors: true });
(addFormats as unknown as (ajv: Ajv2020) => void)(ajv);
ajv.addSchema({ $id: 'afa', components: document.components });

let register: TestRegister;
let known: December2017;

beforeAll(async () => {
  register = await startTestRegister();
  known = await recordDecember2017(register);
});
afterAll(() => register.close());

/** What the document promises for an answer. */
function schemaFor(template: string, status: number): object {
  const given = document.paths[template]?.get?.responses[String(status)];
  const response = given?.$ref ? document.components.responses[given.$ref.split('/').at(-1)!] : given;
  const [content] = Object.values(response?.content ?? {});
  if (!content) throw new Error(`${template} does not say what it answers with ${status}`);
  return JSON.parse(JSON.stringify(content.schema).replaceAll('"#/', '"afa#/')) as object;
}

describe('what is answered is what the document promises', () => {
  const templates: readonly (readonly [string, (ids: December2017) => string, number?])[] = [
    ...[...modelNames, 'timeline', 'custody', 'ledger'].flatMap((list) => [
      [`/v1/${list}`, () => `/v1/${list}`] as const,
      [`/v1/${list}`, () => `/v1/${list}?on=2017-12&limit=1`] as const,
      [`/v1/${list}`, () => `/v1/${list}?colour=red`, 400] as const,
      [`/v1/${list}`, () => `/v1/${list}?asOf=999999`, 503] as const,
    ]),
    ['/v1/swaps/{id}', ({ swap }) => `/v1/swaps/${swap}`],
    ['/v1/swaps/{id}', ({ swap }) => `/v1/swaps/${swap}?on=2017-12-27`],
    ['/v1/swaps/{id}', ({ nowhere }) => `/v1/swaps/${nowhere}`, 404],
    ['/v1/detentions/{id}', ({ sentsovHeld }) => `/v1/detentions/${sentsovHeld}`],
    ['/v1/persons/{id}', ({ sentsov }) => `/v1/persons/${sentsov}`],
    ['/v1/persons/search', () => '/v1/persons/search?name=Sentsov'],
    ['/v1/persons/search', () => '/v1/persons/search', 400],
    ['/v1/persons/{id}/cluster', ({ sentsov }) => `/v1/persons/${sentsov}/cluster`],
    ['/v1/persons/{id}/cluster', ({ nowhere }) => `/v1/persons/${nowhere}/cluster`, 404],
    ['/v1/reconciliation', ({ swap }) => `/v1/reconciliation?swap=${swap}`],
    ['/v1/reconciliation', ({ russia }) => `/v1/reconciliation?holder=${russia}`],
    ['/v1/reconciliation', () => '/v1/reconciliation', 400],
    ['/v1/reconciliation', ({ nowhere }) => `/v1/reconciliation?swap=${nowhere}`, 404],
    ['/v1/custody/balance', ({ russia }) => `/v1/custody/balance?holder=${russia}`],
    ['/v1/custody/balance', () => '/v1/custody/balance', 400],
    ['/v1/custody/overlaps', () => '/v1/custody/overlaps'],
    ['/v1/ledger/totals', ({ kyiv }) => `/v1/ledger/totals?party=${kyiv}`],
    ['/v1/ledger/totals', ({ nowhere }) => `/v1/ledger/totals?party=${nowhere}`, 404],
    ['/v1/groups/{id}', ({ group }) => `/v1/groups/${group}`],
    ['/v1/estimates/{id}', ({ estimate }) => `/v1/estimates/${estimate}`],
    ['/v1/sources/{id}', ({ report }) => `/v1/sources/${report}`],
    ['/v1/parties/{id}', ({ kyiv }) => `/v1/parties/${kyiv}`],
    ['/v1/streams/{stream}', ({ swap }) => `/v1/streams/swap-${swap}`],
    ['/v1/events', () => '/v1/events?limit=200'],
    ['/v1/events', () => '/v1/events?after=x', 400],
    ['/v1/exports/{list}/manifest', () => '/v1/exports/claims/manifest?format=csv&on=2017-12'],
    ['/v1/exports/{list}', () => '/v1/exports/claims?format=xlsx', 400],
    ['/v1/exports/{list}', () => '/v1/exports/nonsense', 404],
    ['/livez', () => '/livez'],
    ['/readyz', () => '/readyz'],
    ['/problems/{code}', () => '/problems/rule-violated'],
    ['/problems/{code}', () => '/problems/nonsense', 404],
  ];

  it.each(templates.map(([template, path, status = 200]) => ({ template, path, status })))(
    '$template $status',
    async ({ template, path, status }) => {
      const response = await fetch(register.url + path(known), { headers: { prefer: 'wait=0' } });
      const body: unknown = await response.json();
      expect(response.status).toBe(status);
      const validate = ajv.compile(schemaFor(template, status));
      expect(validate(body) ? [] : validate.errors).toEqual([]);
    },
  );
});

describe('the descriptions', () => {
  it('are served as they are committed', async () => {
    expect(await (await fetch(`${register.url}/openapi.json`)).json()).toEqual(document);
  });

  it('hold the schema of every version of every event', async () => {
    for (const type of eventTypes)
      for (const version of Object.keys((eventCatalogue[type] as EventEntry).schemas)) {
        const response = await fetch(`${register.url}/schemas/${type}/${version}`);
        expect(response.headers.get('content-type')).toContain('application/schema+json');
        const schema = (await response.json()) as object;
        expect(schema).toMatchObject({ $id: `/schemas/${type}/${version}`, type: 'object' });
        expect(() => new Ajv2020({ strict: false, formats: { uuid: true, date: true } }).compile(schema)).not.toThrow();
      }
    expect((await fetch(`${register.url}/schemas/LegReported/2`)).status).toBe(404);
    expect((await fetch(`${register.url}/schemas/toString/1`)).status).toBe(404);
  });

  it('explain every type of problem that is answered', async () => {
    const problem = (await (await fetch(`${register.url}/v1/nothing`)).json()) as { type: string };
    expect(await (await fetch(register.url + problem.type)).json()).toMatchObject({ type: problem.type, status: 404 });
  });
});
