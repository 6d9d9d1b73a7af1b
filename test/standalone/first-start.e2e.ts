import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { startTestStandalone } from '../support/standalone.ts';
import { ask, askGraphQL, type Loose, wholeLog } from './ask.ts';

/** What `npm start` runs, on its own PostgreSQL: nothing is there before. */
let app: Awaited<ReturnType<typeof startTestStandalone>>;
beforeAll(async () => {
  app = await startTestStandalone({ database: 'embedded', throughStart: true });
});
afterAll(() => app?.remove());

/** A claim about one leg as a person would say it: phase, words, claimant and source. */
interface Said {
  readonly phase: string;
  readonly words: string | undefined;
  readonly value: number | null | undefined;
  readonly unit: string | undefined;
  readonly claimant: string;
  readonly source: string;
  readonly raw: Loose;
}

async function theSwap(query = ''): Promise<{ swap: Loose; references: Loose }> {
  const { data, references } = await ask(app.url, `/v1/swaps${query}`);
  expect(data).toHaveLength(1);
  return { swap: data[0], references };
}

function saidOf(swap: Loose, references: Loose, leg: string): Said[] {
  const nameOf = ({ kind, id }: Loose): string => (kind === 'party' ? references.parties[id] : references.persons[id]);
  return swap.legs
    .find((each: Loose) => each.leg === leg)
    .claims.map((each: Loose) => ({
      phase: each.phase,
      words: each.count?.asWritten,
      value: each.count?.value,
      unit: each.count?.unit?.asWritten,
      claimant: nameOf(each.claim.claimant),
      source: references.sources[each.claim.source],
      raw: each,
    }));
}

/** The leg of the swap between two parties, all of it and not a part. */
function legBetween(swap: Loose, references: Loose, from: string, to: string): string {
  const legs = swap.legs.filter(
    (leg: Loose) => leg.parent === null && references.parties[leg.from] === from && references.parties[leg.to] === to,
  );
  expect(legs).toHaveLength(1);
  return legs[0].leg;
}

const SEPARATISTS = 'Russia-backed separatists';

describe('a first start', () => {
  it('says what can be opened, and keeps the token to itself', () => {
    const { stdout, stderr } = app.output();
    expect(stdout).toContain(`${app.url}/v1/swaps`);
    expect(stdout).toContain(`${app.url}/graphql`);
    expect(stdout).toContain('not yet encrypted');
    expect(stdout + stderr).not.toContain(app.token);
    expect(stdout + stderr).not.toContain('A command of a case file was rejected');
  });

  it('is ready with the log, the database and the projector', async () => {
    expect(await ask(app.url, '/readyz')).toEqual({
      status: 'ok',
      checks: { log: 'ok', database: 'ok', projector: 'ok' },
    });
  });

  it('keeps the words of the date beside the day and what it rests on', async () => {
    const { swap } = await theSwap();
    expect(swap.date).toEqual({
      asWritten: 'December 27',
      edtf: 'XXXX-12-27',
      resolved: '2017-12-27',
      basis: 'source',
      earliest: '2017-12-27',
      latest: '2017-12-27',
    });
  });

  it.each([
    { from: 'Ukraine', to: SEPARATISTS, words: '233 captives', value: 233, unit: 'captives' },
    { from: SEPARATISTS, to: 'Ukraine', words: '74 Ukrainian nationals', value: 74, unit: 'Ukrainian nationals' },
  ])('says $words, by the publisher, at no stated place', async ({ from, to, words, value, unit }) => {
    const { swap, references } = await theSwap();
    const said = saidOf(swap, references, legBetween(swap, references, from, to)).filter(
      (each) => each.words === words,
    );
    expect(said).toEqual([expect.objectContaining({ phase: 'actual', value, unit, claimant: 'RFE/RL' })]);
    const { claim, count, place, date } = said[0]!.raw;
    expect(place).toBeNull();
    expect(date).toMatchObject({ edtf: 'XXXX-12-27', resolved: '2017-12-27', basis: 'source' });
    expect(count).toMatchObject({ op: 'eq', low: value, best: value, high: value });
    expect(claim.claimant).toEqual({ kind: 'party', id: claim.publisher });
    expect(claim.evidence[0].anchored.quoteSha256).toMatch(/^[0-9a-f]{64}$/);
    expect(claim).toMatchObject({ status: 'standing', recordedBy: 'first-start' });
  });

  it.each([
    { from: 'Ukraine', to: SEPARATISTS, words: '237' },
    { from: 'Ukraine', to: SEPARATISTS, words: '246 prisoners' },
    { from: 'Ukraine', to: SEPARATISTS, words: 'some 235' },
    { from: SEPARATISTS, to: 'Ukraine', words: '73' },
  ])('has "$words" from elsewhere beside it, with source and claimant', async ({ from, to, words }) => {
    const { swap, references } = await theSwap();
    const leg = legBetween(swap, references, from, to);
    const said = saidOf(swap, references, leg);
    const [article] = said.filter((each) => /^(233 captives|74 Ukrainian nationals)$/.test(each.words ?? ''));
    const others = said.filter((each) => each.phase === 'actual' && each.words === words);
    expect(others.length).toBeGreaterThan(0);
    for (const { claimant, source, raw } of others) {
      expect(claimant).toMatch(/\S/);
      expect(source).toMatch(/\S/);
      expect(source).not.toBe(article!.source);
      expect(raw.claim.status).toBe('standing');
      // Only excerpts of these were seen: nothing may look checkable that is not.
      expect(raw.claim.evidence).toEqual([expect.objectContaining({ located: expect.anything() })]);
    }
  });

  it('keeps "some" in "some 235"', async () => {
    const { swap, references } = await theSwap();
    const leg = legBetween(swap, references, 'Ukraine', SEPARATISTS);
    const [some] = saidOf(swap, references, leg).filter(({ words }) => words === 'some 235');
    expect(some!.raw.count).toMatchObject({ op: 'about', value: 235, low: null, best: 235, high: null });
  });

  it('knows only what was known: as of a position before the second report', async () => {
    const log = await wholeLog(app.url);
    const firstSource = log.find(({ type }) => type === 'SourceRegistered').stream;
    const secondReport = log.find(
      ({ stream, data }) =>
        stream.startsWith('swap-') && data.claim && `source-${data.claim.evidence[0].source}` !== firstSource,
    );
    const { swap, references } = await theSwap(`?asOf=${BigInt(secondReport.position) - 1n}`);
    const leg = legBetween(swap, references, 'Ukraine', SEPARATISTS);
    const said = saidOf(swap, references, leg);
    expect(said.map(({ words }) => words)).toContain('233 captives');
    expect(new Set(said.map(({ raw }) => `source-${raw.claim.source}`))).toEqual(new Set([firstSource]));
    const now = saidOf((await theSwap()).swap, (await theSwap()).references, leg);
    expect(now.length).toBeGreaterThan(said.length);
  });

  it('knows nothing as of the beginning', async () => {
    expect((await ask(app.url, '/v1/swaps?asOf=0')).data).toEqual([]);
  });
});

const WHO_HOLDS = `query Who {
  persons { edges { node { names { form } detentions {
    reports { holder { names { form } } place { country facility } claim { claimant { ... on Person { names { form } } } } }
    sentences { status term asWritten holder { names { form } } claim { claimant { ... on Party { names { form } } } publisher { names { form } } } }
    chargeDisputes { asWritten claim { claimant { ... on Party { names { form } } } } }
    charges { charge }
  } } } }
}`;

describe('who holds Sentsov?', () => {
  const named = (form: string) => ({ names: expect.arrayContaining([{ form }]) });
  let detention: Loose;
  beforeAll(async () => {
    const { persons } = await askGraphQL(app.url, WHO_HOLDS);
    const [sentsov] = persons.edges.filter(({ node }: Loose) =>
      node.names.some(({ form }: Loose) => form === 'Oleh Sentsov'),
    );
    expect(sentsov.node.detentions).toHaveLength(1);
    [detention] = sentsov.node.detentions;
  });

  it('Russia, by Poroshenko; the country is stated, the facility is not', () => {
    expect(detention.reports).toEqual([
      {
        holder: named('Russia'),
        place: { country: 'Russia', facility: null },
        claim: { claimant: named('Petro Poroshenko') },
      },
    ]);
  });

  it('a sentence of 20 years, by the publisher, who does not say who holds him', () => {
    expect(detention.sentences).toEqual([
      {
        status: 'serving',
        term: 'P20Y',
        asWritten: '20-year prison term',
        holder: null,
        claim: { claimant: named('RFE/RL'), publisher: named('RFE/RL') },
      },
    ]);
  });

  it('charges that nobody names are disputed by Kyiv', () => {
    expect(detention.charges).toEqual([]);
    expect(detention.chargeDisputes).toEqual([{ asWritten: 'fabricated', claim: { claimant: named('Ukraine') } }]);
  });
});
