import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import type { RecordedEvent } from '#libs/contracts';
import { modelNames } from '#libs/queries';
import { type RunningStandalone, startTestStandalone } from '../../support/standalone.ts';
import { startTestDistributed, type TestDistributed } from './profile.ts';
import { comparable } from './comparable.ts';

interface Document {
  readonly paths: Readonly<Record<string, { readonly get?: object }>>;
}
const document = JSON.parse(
  readFileSync(new URL('../../../docs/api/openapi.json', import.meta.url), 'utf8'),
) as Document;
const templates = Object.entries(document.paths).flatMap(([path, { get }]) => (get ? [path] : []));

/** Figures of a process are no answer of the register. */
const NOT_ANSWERS = ['/metrics'];

let standalone: RunningStandalone & { remove(): Promise<void> };
let distributed: TestDistributed;

beforeAll(async () => {
  [standalone, distributed] = await Promise.all([startTestStandalone(), startTestDistributed()]);
  await Promise.all([standalone.url, gateway()].map(untilComplete));
}, 240_000);
afterAll(async () => {
  await Promise.all([standalone?.remove(), distributed?.remove()]);
});

const gateway = (): string => distributed.urls['gateway']!;
const ask = (url: string, address: string) => fetch(`${url}${address}`);
const json = async (url: string, address: string) =>
  (await (await ask(url, address)).json()) as Record<string, unknown>;

/** The read models hold everything that was imported. */
async function untilComplete(url: string): Promise<void> {
  const { head } = (await json(url, '/v1/events?limit=1')) as { head?: { position: string } };
  const address = `/v1/swaps?limit=1&minPosition=${head!.position}`;
  const response = await fetch(`${url}${address}`, { headers: { prefer: 'wait=30' } });
  expect(response.status).toBe(200);
}

/** All rows of a list, page by page. */
async function paged<Row>(url: string, address: string, parameter: string): Promise<Row[]> {
  const rows: Row[] = [];
  for (let from = ''; ;) {
    const page = (await json(url, `${address}${from}`)) as { data: Row[]; page: { next: string | null } };
    rows.push(...page.data);
    if (page.page.next === null) return rows;
    from = `&${parameter}=${encodeURIComponent(page.page.next)}`;
  }
}

interface Known {
  readonly ids: Readonly<Record<string, readonly string[]>>;
  readonly events: readonly RecordedEvent[];
}

/** Every id of every list, and every event. */
async function everything(url: string): Promise<Known> {
  const ids: Record<string, string[]> = {};
  for (const list of modelNames) {
    const rows = await paged<{ id: string }>(url, `/v1/${list}?limit=100`, 'cursor');
    ids[list] = rows.map(({ id }) => id);
  }
  return { ids, events: await paged<RecordedEvent>(url, '/v1/events?limit=100', 'after') };
}

const FILTERS = ['', '?limit=3', '?on=2017-12', '?on=2017-12-27&limit=1', '?colour=red'];
const each = (ids: readonly string[] | undefined, to: (id: string) => string): string[] => (ids ?? []).map(to);

/** What is asked of each template; one that is not here has nobody to hold it together. */
function addressesOf(template: string, { ids, events }: Known): readonly string[] {
  const [, list] = /^\/v1\/([a-z]+)\/\{id\}$/.exec(template) ?? [];
  if (list) return each(ids[list], (id) => `/v1/${list}/${id}`);
  const streams = [...new Set(events.map(({ stream }) => stream))];
  const types = [...new Set(events.map(({ type, schemaVersion }) => `${type}/${schemaVersion}`))];
  const parties = ids['parties'];
  const exported = (suffix: string) =>
    [...modelNames, 'timeline'].flatMap((name) =>
      ['jsonl', 'csv'].map((format) => `/v1/exports/${name}${suffix}?format=${format}`),
    );
  const special: Readonly<Record<string, readonly string[]>> = {
    '/v1/persons/search': ['Sentsov', 'Poroshenko', 'nobody of this name', ''].map(
      (name) => `/v1/persons/search?name=${name}`,
    ),
    '/v1/persons/{id}/cluster': each(ids['persons'], (id) => `/v1/persons/${id}/cluster`),
    '/v1/reconciliation': [
      ...each(ids['swaps'], (id) => `/v1/reconciliation?swap=${id}`),
      ...each(parties, (id) => `/v1/reconciliation?holder=${id}`),
    ],
    '/v1/custody/balance': ['/v1/custody/balance', ...each(parties, (id) => `/v1/custody/balance?holder=${id}`)],
    '/v1/custody/overlaps': ['/v1/custody/overlaps', ...each(parties, (id) => `/v1/custody/overlaps?holder=${id}`)],
    '/v1/duplicates': ['/v1/duplicates', ...each(ids['sources'], (id) => `/v1/duplicates?source=${id}`)],
    '/v1/ledger/totals': each(parties, (id) => `/v1/ledger/totals?party=${id}`),
    '/v1/exports/{list}': exported(''),
    '/v1/exports/{list}/manifest': exported('/manifest'),
    '/v1/streams/{stream}': streams.map((stream) => `/v1/streams/${stream}?limit=100`),
    '/v1/events': ['/v1/events?limit=100', '/v1/events?limit=5&streamPrefix=swap-'],
    '/openapi.json': ['/openapi.json'],
    '/schemas/{type}/{version}': types.map((type) => `/schemas/${type}`),
    '/problems/{code}': ['/problems/unavailable', '/problems/nothing'],
    '/livez': ['/livez'],
    '/readyz': ['/readyz'],
  };
  return special[template] ?? FILTERS.map((filter) => `${template}${filter}`);
}

async function answerOf(url: string, address: string) {
  const response = await ask(url, address);
  const type = response.headers.get('content-type') ?? '';
  return { status: response.status, type, body: comparable(type, await response.text()) };
}

describe('the December 2017 case', () => {
  it('is the same events in the same order', async () => {
    const [alone, apart] = await Promise.all([everything(standalone.url), everything(gateway())]);
    expect(apart.events.length).toBeGreaterThan(100);
    expect(apart.ids).toEqual(alone.ids);
  });

  const asked = templates.filter((template) => !NOT_ANSWERS.includes(template) && template !== '/v1/events/stream');
  it.each(asked)('%s answers the same in both profiles', async (template) => {
    const addresses = addressesOf(template, await everything(standalone.url));
    expect(addresses.length).toBeGreaterThan(0);
    for (const address of addresses) {
      const [alone, apart] = await Promise.all([answerOf(standalone.url, address), answerOf(gateway(), address)]);
      expect({ address, ...apart }).toEqual({ address, ...alone });
    }
  });

  it('/v1/events/stream tells the same events in both profiles', async () => {
    const { events } = await everything(standalone.url);
    const streamed = async (url: string) => {
      const leave = new AbortController();
      const response = await fetch(`${url}/v1/events/stream?after=0`, { signal: leave.signal });
      const told: unknown[] = [];
      let rest = '';
      for await (const part of response.body!.pipeThrough(new TextDecoderStream())) {
        const lines = `${rest}${part}`.split('\n');
        rest = lines.pop()!;
        for (const line of lines)
          if (line.startsWith('data: {"id"')) told.push(comparable('application/json', line.slice('data: '.length)));
        if (told.length >= events.length) break;
      }
      leave.abort();
      return told;
    };
    const [alone, apart] = await Promise.all([streamed(standalone.url), streamed(gateway())]);
    expect(alone).toHaveLength(events.length);
    expect(apart).toEqual(alone);
  });
});
