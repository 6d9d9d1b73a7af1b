import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { december27, recordDecember2017, type December2017, said } from './december-2017.ts';
import { type Answer, clientOf } from './client.ts';
import { startTestRegister, type TestRegister } from './register.ts';

let register: TestRegister;
let known: December2017;
const { get, ok } = clientOf(() => register.url);

beforeAll(async () => {
  register = await startTestRegister();
  known = await recordDecember2017(register);
});
afterAll(() => register.close());

describe('the swap of 27 December 2017', () => {
  it('is listed with its legs, every report beside the others, and names for every id', async () => {
    const { data, asOf, page, references } = await ok('/v1/swaps');
    expect(data).toHaveLength(1);
    const [swap] = data;
    expect(swap).toMatchObject({
      id: known.swap,
      status: 'recorded',
      place: null,
      date: { ...december27, earliest: '2017-12-27' },
    });
    const [a, b] = swap.legs;
    expect(a).toMatchObject({ leg: 'a', from: known.kyiv, to: known.separatists });
    expect(
      a.claims.map((each: Answer) => [
        each.count.value,
        each.count.unit.asWritten,
        each.claim.claimant.id,
        each.claim.publisher,
      ]),
    ).toEqual([
      [233, 'captives', known.agency, known.agency],
      [237, 'captives', known.paper, known.paper],
    ]);
    expect(a.claims[0].claim).toMatchObject({
      source: known.report,
      status: 'standing',
      publishedAt: { asWritten: '2017-12-28' },
    });
    expect(a.claims[0].claim).not.toHaveProperty('report');
    expect(a.declines).toMatchObject([{ kind: 'refused', count: { value: 29 } }]);
    expect(b.claims.map((each: Answer) => each.count.value)).toEqual([74]);
    expect(page).toEqual({ next: null, limit: 50 });
    expect(asOf).toEqual({ position: register.projector.position(), recordedAt: expect.stringMatching(/^\d{4}-.*Z$/) });
    expect(references).toMatchObject({
      parties: { [known.kyiv]: 'Ukraine', [known.agency]: 'An agency' },
      sources: { [known.report]: 'Exchange report' },
    });
  });

  it('is answered without the second report as of a position before it, and as of the instant of that position', async () => {
    const early = await ok(`/v1/swaps/${known.swap}?asOf=${known.before}`);
    expect(early.data.legs[0].claims.map((each: Answer) => each.count.value)).toEqual([233]);
    expect(early.asOf.position).toBe(known.before);
    const instant = encodeURIComponent(early.asOf.recordedAt);
    const byInstant = await ok(`/v1/swaps/${known.swap}?asOf=${instant}`);
    expect(byInstant.data.legs[0].claims[0].count.value).toBe(233);
    expect((await get(`/v1/swaps/${known.swap}?asOf=1`)).status).toBe(404);
    expect((await ok('/v1/swaps?asOf=0')).data).toEqual([]);
  });
});

describe('personal values and people', () => {
  it('are answered as plain words', async () => {
    const { data } = await ok('/v1/persons');
    expect(data.map((person: Answer) => person.names[0].form)).toEqual([
      'Petro Poroshenko',
      'Oleh Sentsov',
      'Roman Sushchenko',
    ]);
    const held = await ok(`/v1/detentions/${known.sentsovHeld}`);
    expect(held.data.reports[0]).toMatchObject({
      holder: known.russia,
      characterisation: 'Ukrainians held in Russia',
      place: { country: 'Russia', facility: null },
      claim: { claimant: { kind: 'person', id: known.poroshenko } },
    });
    expect(held.data.sentences[0]).toMatchObject({ term: 'P20Y', holder: null, asWritten: '20-year prison term' });
    expect(held.references.persons).toMatchObject({
      [known.poroshenko]: 'Petro Poroshenko',
      [known.sentsov]: 'Oleh Sentsov',
    });
    const claims = await ok(`/v1/claims?stream=detention-${known.sentsovHeld}&type=SentenceReported`);
    expect(claims.data).toMatchObject([
      { report: { asWritten: '20-year prison term', term: 'P20Y' }, publisher: known.agency },
    ]);
  });
});

describe('filters', () => {
  it.each([
    ['/v1/claims?source=', 'otherReport', 2],
    ['/v1/claims?claimant=', 'kyiv', 1],
    ['/v1/detentions?person=', 'sentsov', 1],
    ['/v1/detentions?holder=', 'russia', 2],
    ['/v1/detentions?holder=', 'kyiv', 0],
    ['/v1/claims?swap=', 'swap', 5],
    ['/v1/swaps?party=', 'separatists', 1],
    ['/v1/swaps?party=', 'russia', 0],
    ['/v1/estimates?holder=', 'russia', 1],
    ['/v1/groups?person=', 'sentsov', 1],
    ['/v1/timeline?swap=', 'swap', 4],
  ] as const)('%s%s', async (path, id, count) => {
    expect((await ok(path + known[id])).data).toHaveLength(count);
  });

  it('take claims by what became of them', async () => {
    expect((await ok('/v1/claims?status=withdrawn')).data).toEqual([]);
    expect((await ok('/v1/claims?status=standing&type=LegReported')).data).toHaveLength(3);
  });
});

describe('what is true on a day', () => {
  it('says certain where the date allows no other day, and possible where it does', async () => {
    const claims = async (on: string) =>
      (await ok(`/v1/claims?on=${on}&type=LegReported`)).data.map((claim: Answer) => claim.validity);
    expect(await claims('2017-12-27')).toEqual(['certain', 'certain', 'certain']);
    expect(await claims('2017-12')).toEqual(['certain', 'certain', 'certain']);
    expect(await claims('2017-12-26')).toEqual([]);
    expect((await ok('/v1/swaps?on=2017-12-01/2018-01-01')).data).toMatchObject([{ validity: 'certain' }]);
    expect((await ok('/v1/detentions?on=2017-12-28')).data).toMatchObject([{ id: known.sushchenkoHeld }]);
    expect((await ok('/v1/persons?on=2017-12-28')).data).toHaveLength(3);
    expect((await ok('/v1/persons')).data[0]).not.toHaveProperty('validity');
  });

  it('tells an item that is not stated for the day from one that is not known', async () => {
    const { status, body } = await get(`/v1/swaps/${known.swap}?on=1999-01-01`);
    expect({ status, rule: body.errors[0].rule }).toEqual({ status: 404, rule: 'not-on' });
    expect((await get(`/v1/swaps/${known.nowhere}?on=2017-12-27`)).body.errors[0].rule).toBe('unknown-id');
    expect((await ok(`/v1/swaps/${known.swap}?on=2017-12-27`)).data.validity).toBe('certain');
  });
});

describe('the timeline', () => {
  it('is ordered by when things happened, not by when they were recorded', async () => {
    const { data } = await ok('/v1/timeline');
    const days = data.map((entry: Answer) => entry.earliest);
    expect(days).toEqual([...days].sort());
    expect(days[0]).toBe('2017-12-01');
    expect(data[0].claim.report.count.asWritten).toBe('more than 2,000');
  });
});

describe('pages', () => {
  async function walk(path: string): Promise<Answer[]> {
    const pages = [await ok(path)];
    while (pages.at(-1).page.next) pages.push(await ok(`${path}&cursor=${pages.at(-1).page.next}`));
    return pages;
  }

  it.each(['/v1/claims?limit=2', '/v1/timeline?limit=2'])(
    '%s give every row once, all of one state, whatever is written meanwhile',
    async (path) => {
      const whole = (await ok(path.replace('=2', '=200'))).data;
      const first = await ok(path);
      await register.send('ReportLeg', {
        swap: known.swap,
        leg: 'b',
        phase: 'actual',
        date: december27,
        claim: said(known.agency, known.report),
      });
      const pages = await walk(path.replace('limit=2', `limit=2&asOf=${first.asOf.position}`));
      expect(pages.flatMap(({ data }) => data)).toEqual(whole);
      expect(new Set(pages.map(({ asOf }) => asOf.position)).size).toBe(1);
      const second = await ok(`${path}&cursor=${first.page.next}`);
      expect(second.asOf).toEqual(first.asOf);
      expect(second.data).toEqual(whole.slice(2, 4));
    },
  );

  it('are linked, and the link can be followed as it is', async () => {
    const { headers, body } = await get('/v1/persons?limit=1');
    const next = /<([^>]+)>; rel="next"/.exec(headers.get('link') ?? '')?.[1];
    expect((await ok(next ?? '')).data[0].names[0].form).toBe('Oleh Sentsov');
    expect(headers.get('link')).toContain('</openapi.json#/components/schemas/Person>; rel="describedby"');
    expect(body.page.next).toMatch(/^[\w-]+$/);
  });
});

describe('a question without an answer', () => {
  it.each([
    ['/v1/swaps?colour=red', '?colour', 'unknown-parameter'],
    ['/v1/swaps?status=standing', '?status', 'unknown-parameter'],
    ['/v1/swaps?limit=0', '?limit', 'limit-range'],
    ['/v1/swaps?limit=201', '?limit', 'limit-range'],
    ['/v1/swaps?limit=2&limit=3', '?limit', 'parameter-repeated'],
    ['/v1/swaps?party=kyiv', '?party', 'uuid'],
    ['/v1/swaps/kyiv', '?id', 'uuid'],
    ['/v1/swaps?on=yesterday', '?on', 'malformed-on'],
    ['/v1/swaps?on=2017/..', '?on', 'malformed-on'],
    ['/v1/swaps?asOf=yesterday', '?asOf', 'malformed-as-of'],
    ['/v1/swaps?asOf=2999-01-01T00:00:00Z', '?asOf', 'as-of-in-future'],
    ['/v1/swaps?cursor=abc', '?cursor', 'cursor-malformed'],
    ['/v1/swaps?token=swap', '?token', 'malformed-token'],
    ['/v1/claims?status=wrong', '?status', 'filter-value'],
    ['/v1/events?after=abc', '?after', 'malformed-position'],
    ['/v1/events?after=999999', '?after', 'malformed-position'],
    ['/v1/streams/nonsense', '?stream', 'filter-value'],
  ])('%s is a problem that names the parameter', async (path, pointer, rule) => {
    const { status, headers, body } = await get(path);
    expect({ status, type: headers.get('content-type') }).toEqual({
      status: 400,
      type: 'application/problem+json; charset=utf-8',
    });
    expect(body).toMatchObject({ status: 400, traceId: expect.any(String), errors: [{ pointer, rule }] });
  });

  it('refuses a cursor of another list or of other filters', async () => {
    const { page } = await ok('/v1/claims?limit=1');
    for (const path of [
      '/v1/persons?limit=1',
      `/v1/claims?limit=1&source=${known.report}`,
      '/v1/claims?limit=1&on=2017',
    ])
      expect((await get(`${path}&cursor=${page.next}`)).body.errors[0].rule).toBe('cursor-foreign');
  });

  it.each([
    '/v1/swaps/00000000-0000-4000-8000-000000000000',
    '/v1/nothing',
    '/v1/timeline/00000000-0000-4000-8000-000000000000',
    '/v1/streams/swap-00000000-0000-4000-8000-000000000000',
  ])('%s is not there', async (path) => {
    expect(await get(path)).toMatchObject({ status: 404, body: { type: '/problems/not-found' } });
  });
});

describe('reading your own writes', () => {
  it('waits for the token of a command, and says that the preference was applied', async () => {
    const answer = await register.send('RegisterParty', { kind: 'office', names: [{ form: 'Ombudswoman' }] });
    const { headers, body } = await get(`/v1/parties/${answer.id}?token=${answer.stream}@${answer.revision}`, {
      prefer: 'wait=5',
    });
    expect(headers.get('preference-applied')).toBe('wait=5');
    expect(body.data.names[0].form).toBe('Ombudswoman');
    const state = await ok(`/v1/parties?minPosition=${answer.position}`);
    expect(BigInt(state.asOf.position)).toBeGreaterThanOrEqual(BigInt(answer.position));
  });

  it.each(['asOf=999999', 'minPosition=999999', 'token=swap-00000000-0000-4000-8000-000000000000@7'])(
    'says stale rather than answering with older data: %s',
    async (state) => {
      const { status, headers, body } = await get(`/v1/swaps?${state}`, { prefer: 'wait=0' });
      expect({ status, retry: headers.get('retry-after'), rule: body.errors[0].rule }).toEqual({
        status: 503,
        retry: '1',
        rule: 'stale',
      });
    },
  );
});

describe('conditional requests', () => {
  it('answers 304 while nothing has changed, and again with the data once something has', async () => {
    const first = await get('/v1/persons');
    const tag = first.headers.get('etag') ?? '';
    expect(tag).toMatch(/^W\/"\d+-/);
    const again = await get('/v1/persons', { 'if-none-match': `"other", ${tag}` });
    expect({ status: again.status, body: again.body, tag: again.headers.get('etag') }).toEqual({
      status: 304,
      body: null,
      tag,
    });
    expect((await get('/v1/persons?limit=3', { 'if-none-match': tag })).status).toBe(200);
    await register.send('RegisterPerson', { names: [{ form: 'Somebody' }] });
    expect((await get('/v1/persons', { 'if-none-match': tag })).status).toBe(200);
  });

  it('answers HEAD with the headers of GET', async () => {
    const response = await fetch(`${register.url}/v1/swaps/${known.swap}`, { method: 'HEAD' });
    expect(response.status).toBe(200);
    expect(response.headers.get('etag')).toMatch(/^W\//);
    expect(await response.text()).toBe('');
  });
});

describe('statements', () => {
  it.each([
    ['/v1/swaps', 3],
    ['/v1/detentions', 3],
    ['/v1/persons', 3],
    ['/v1/claims', 2],
    ['/v1/timeline', 2],
    ['/v1/sources', 2],
  ])('%s needs as many for 200 rows as for one, at most %i', async (path, most) => {
    register.statements();
    await ok(`${path}?limit=1`);
    const few = register.statements().length;
    await ok(`${path}?limit=200`);
    const many = register.statements().length;
    expect(many).toBeLessThanOrEqual(Math.max(few, most));
    expect(many).toBeLessThanOrEqual(most);
  });
});

describe('the history of a subject', () => {
  it('tells who entered what, when, why and from which sources, in pages', async () => {
    const first = await ok(`/v1/streams/swap-${known.swap}?limit=2`);
    expect(first.data).toMatchObject([
      {
        type: 'SwapRecorded',
        revision: 0,
        actor: 'tester',
        claimant: { id: known.agency },
        sources: [known.report],
        reason: null,
      },
      { type: 'LegReported', revision: 1 },
    ]);
    expect(first.page).toEqual({ next: '1', limit: 2 });
    const second = await ok(`/v1/streams/swap-${known.swap}?limit=2&after=1`);
    expect(second.data.map((entry: Answer) => entry.revision)).toEqual([2, 3]);
    expect(JSON.stringify(first)).not.toContain('captives');
  });
});

describe('the log in pages', () => {
  it('holds every event once, in order, and can be narrowed to kinds of streams', async () => {
    let after = '0';
    const positions: string[] = [];
    for (;;) {
      const { data, page } = await ok(`/v1/events?after=${after}&limit=7`);
      positions.push(...data.map((event: Answer) => event.position));
      if (!page.next) break;
      after = page.next;
    }
    expect(positions).toEqual(positions.map((_, index) => String(index + 1)));
    const { data } = await ok('/v1/events?streamPrefix=swap-,group-&limit=200');
    expect(new Set(data.map((event: Answer) => event.stream.split('-')[0]))).toEqual(new Set(['swap', 'group']));
  });
});

describe('health', () => {
  it('is told without a reason', async () => {
    expect(await ok('/livez')).toEqual({ status: 'ok', checks: {} });
    expect(await ok('/readyz')).toEqual({ status: 'ok', checks: { log: 'ok', database: 'ok', projector: 'ok' } });
    expect(await (await fetch(`${register.url}/metrics`)).text()).toContain('process_cpu_seconds_total');
  });
});
