import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { caseText, importCase, type ReadEvent } from './register.ts';

const NAMES = { article: 'rferl-2017-12', reports: 'december-2017-reports' };

/** Read only, so that one import serves all tests that only look at it. */
const once = <Value>(make: () => Promise<Value>): (() => Promise<Value>) => {
  let made: Promise<Value> | undefined;
  return () => (made ??= make());
};
const article = once(() => importCase('article.yaml'));
const both = once(() => importCase('article.yaml', 'other-reports.yaml'));

const digest = (words: string): string => createHash('sha256').update(words, 'utf8').digest('hex');

/** The data of the events that one record of the article led to, in the order of the file. */
const dataOf = (events: readonly ReadEvent[], record: string) =>
  events.filter((event) => event.record === record).map(({ type, data }) => ({ type, ...data }));

describe('the case files of December 2017', () => {
  it('are imported without a rejection, and a second time nothing changes', async () => {
    const { log, files } = await importCase('article.yaml', 'other-reports.yaml');
    expect(files.map(({ rejected, summary }) => [summary.namespace, rejected])).toEqual([
      [NAMES.article, []],
      [NAMES.reports, []],
    ]);
    const head = await log.head();
    const again = await importCase.into(log, 'other-reports.yaml', 'article.yaml');
    for (const { summary } of again)
      expect(summary).toMatchObject({ accepted: 0, repeated: summary.commands, rejected: 0 });
    expect(await log.head()).toEqual(head);
  });

  it('need each other in one direction only', async () => {
    const { files } = await importCase('other-reports.yaml');
    const rules = files[0]!.rejected.flatMap(({ rejections }) => rejections.map(({ rule }) => rule));
    expect(new Set(rules)).toEqual(new Set(['unknown-reference', 'unknown-target']));
    expect((await importCase('article.yaml')).files[0]!.rejected).toEqual([]);
  });
});

describe('the article alone', () => {
  it('has its records, with the claimants that the records name', async () => {
    const { events, nameOf } = await article();
    const claimants = new Map<string, Set<string>>();
    for (const { record, data } of events)
      if (record && data.claim)
        claimants.set(record, (claimants.get(record) ?? new Set()).add(nameOf(data.claim.claimant.id)));
    expect(Object.fromEntries([...claimants].map(([record, by]) => [record, [...by]]))).toEqual({
      F01: ['RFE/RL'],
      F03: ['RFE/RL'],
      F08: ['Petro Poroshenko'],
      F13: ['Valeria Lutkovska', 'RFE/RL'],
      F16: ['European Parliament'],
      F17: ['Petro Poroshenko'],
      F18: ['RFE/RL'],
      F19: ['RFE/RL'],
      F20: ['Ukraine'],
      F21: ['RFE/RL'],
      F22: ['RFE/RL'],
      F23: ['RFE/RL'],
    });
    expect(events.filter(({ type }) => type === 'PersonRegistered')).toHaveLength(5);
  });

  it('has one swap with two legs, 233 and 74, without place or totals', async () => {
    const { events, nameOf } = await article();
    const [swap, ...others] = events.filter(({ type }) => type === 'SwapRecorded');
    expect(others).toEqual([]);
    expect(swap!.data).toMatchObject({
      place: null,
      date: { asWritten: 'December 27', edtf: 'XXXX-12-27', resolved: '2017-12-27', basis: 'source' },
    });
    const legs = swap!.data['legs'] as { leg: string; from: string; to: string; count: unknown }[];
    expect(legs.map(({ leg, from, to, count }) => [leg, nameOf(from), nameOf(to), count])).toEqual([
      ['a', 'Ukraine', 'Russia-backed separatists', null],
      ['b', 'Russia-backed separatists', 'Ukraine', null],
    ]);
    expect(dataOf(events, 'F21')).toMatchObject([
      { leg: 'a', phase: 'actual', place: null, count: { op: 'eq', value: 233, unit: { asWritten: 'captives' } } },
    ]);
    expect(dataOf(events, 'F22')).toMatchObject([
      {
        leg: 'b',
        phase: 'actual',
        place: null,
        count: { op: 'eq', value: 74, unit: { asWritten: 'Ukrainian nationals' } },
      },
    ]);
  });

  it('has one claim of nought Russians, with two places that say so', async () => {
    const { events } = await article();
    const claim = events.find(({ record }) => record === 'F08')!;
    expect(claim.data['count']).toMatchObject({
      op: 'notStated',
      value: null,
      breakdowns: [{ by: 'nationality', parts: [{ category: 'Russian', count: { op: 'eq', value: 0, high: 0 } }] }],
    });
    expect(claim.data.claim).toMatchObject({
      saidWhere: { locality: 'Kyiv', country: null },
      saidAt: { resolved: '2017-12-28' },
    });
    expect(dataOf(events, 'F11')).toMatchObject([{ type: 'EvidenceAdded', target: claim.id }]);
  });

  it('has two estimates that are not of one scope', async () => {
    const { events, nameOf } = await article();
    const estimates = events.filter(({ type }) => type === 'EstimateRecorded').map(({ data }) => data);
    expect(estimates).toMatchObject([
      { count: { op: 'gt', value: 2000, low: 2001, best: null, high: null }, date: { edtf: 'XXXX-12-01' } },
      { count: { op: 'gt', value: 30, low: 31 }, date: { edtf: 'XXXX-03', resolved: '2017-03' }, holder: null },
    ]);
    expect(nameOf(estimates[0]!['holder'] as string)).toBe('Russia');
    expect(estimates[0]!['scope']).not.toEqual(estimates[1]!['scope']);
  });

  it('says who holds Sentsov, by whose account, and what is said against it', async () => {
    const { events, nameOf } = await article();
    const person = events.find(
      ({ type, data }) => type === 'PersonRegistered' && JSON.stringify(data).includes('Oleh Sentsov'),
    )!;
    const held = events.find(
      ({ type, data }) => type === 'DetentionReported' && data['person'] === person.stream.slice('person-'.length),
    )!;
    const history = events.filter(({ stream }) => stream === held.stream);
    expect(history.map(({ type, data }) => [type, nameOf(data.claim!.claimant.id)])).toEqual([
      ['DetentionReported', 'Petro Poroshenko'],
      ['SentenceReported', 'RFE/RL'],
      ['ChargeDisputed', 'Ukraine'],
    ]);
    expect(nameOf(held.data['holder'] as string)).toBe('Russia');
    expect(held.data['place']).toMatchObject({ country: 'Russia', facility: null });
    expect(history[1]!.data).toMatchObject({ status: 'serving', term: 'P20Y', holder: null, date: null });
    expect(history[2]!.data).toMatchObject({ asWritten: { value: 'fabricated' }, charge: null });
  });

  it('disputes the suspicion of espionage by its claim', async () => {
    const { events } = await article();
    const charge = events.find(({ type }) => type === 'ChargeReported')!;
    expect(charge.data).toMatchObject({ status: 'suspected', by: null });
    const disputes = events.filter(({ type }) => type === 'ChargeDisputed').map(({ data }) => data['charge']);
    expect(disputes).toEqual([null, charge.id]);
  });

  it('anchors every piece of evidence inside the text, the same words with the same hash', async () => {
    const { events } = await article();
    const source = events.find(({ type }) => type === 'SourceRegistered')!.data as unknown as {
      length: number;
      publishedAt: unknown;
    };
    expect(source).toMatchObject({ length: 2644, publishedAt: null, url: null });
    const anchors = events
      .flatMap(
        ({ data }) =>
          data.claim?.evidence ?? (data['evidence'] as NonNullable<typeof data.claim>['evidence'] | undefined) ?? [],
      )
      .map(({ anchored }) => anchored!);
    expect(anchors.length).toBeGreaterThan(20);
    const hashes = new Map<string, string>();
    for (const { start, end, quoteSha256 } of anchors) {
      expect(start).toBeLessThan(end);
      expect(end).toBeLessThanOrEqual(source.length);
      expect(hashes.get(`${start}-${end}`) ?? quoteSha256).toBe(quoteSha256);
      hashes.set(`${start}-${end}`, quoteSha256);
    }
    expect(new Set(hashes.values()).size).toBe(hashes.size);
    expect(hashes.get('1868-1879')).toBe(digest('December 27'));
    expect(hashes.get('215-240')).toBe(digest('Russia-backed separatists'));
  });

  it('names nothing that the text does not have', async () => {
    const text = (await caseText('article.yaml')).replace(/^\s*#.*$/gm, '');
    for (const absent of [
      'LNR',
      'DNR',
      'OSCE',
      'ICRC',
      'Red Cross',
      'Mayorske',
      'Horlivka',
      '307',
      'publishedAt',
      'url:',
    ])
      expect(text).not.toContain(absent);
    for (const { 1: year } of text.matchAll(/edtf: ['"]?(\S{4})-(?:12|03)/g)) expect(year).toBe('XXXX');
  });
});

describe('the other reports', () => {
  it('stand beside the article on the same legs, each with its claimant', async () => {
    const { events, nameOf } = await both();
    const said = (leg: string, phase: string) =>
      events
        .filter(({ type, data }) => type === 'LegReported' && data['leg'] === leg && data['phase'] === phase)
        .map(
          ({ data }) =>
            [data['count'] as { op: string; value: number | null } | null, nameOf(data.claim!.claimant.id)] as const,
        )
        .flatMap(([count, by]) => (count && count.value !== null ? [`${count.op} ${count.value} ${by}`] : []));
    expect(said('a', 'planned')).toEqual(['eq 306 Iryna Herashchenko']);
    expect(said('a-luhansk', 'planned')).toEqual(['eq 99 Olga Kobtseva']);
    expect(said('a-donetsk', 'planned')).toEqual(['eq 207 Daria Morozova']);
    expect(said('a', 'actual')).toEqual([
      'eq 233 RFE/RL',
      'eq 233 Hromadske',
      'eq 233 AP',
      'about 235 Al Jazeera',
      'eq 237 Viktor Medvedchuk',
      'eq 246 Publisher of an unnamed report copied in a forum',
    ]);
    expect(said('a-luhansk', 'actual')).toEqual(['eq 73 Hromadske', 'eq 75 Olga Kobtseva']);
    expect(said('a-donetsk', 'actual')).toEqual(['eq 160 Daria Morozova', 'eq 160 Hromadske']);
    expect(said('b-luhansk', 'actual')).toEqual(['eq 16 Hromadske', 'eq 16 Olga Kobtseva']);
    expect(said('b-donetsk', 'actual')).toEqual(['eq 58 Hromadske', 'eq 58 Daria Morozova']);
    expect(said('b', 'actual')).toEqual([
      'eq 74 RFE/RL',
      'eq 73 Hromadske',
      'eq 74 AP',
      'eq 74 Petro Poroshenko',
      'eq 73 LB.ua',
    ]);
    const absent = events.filter(({ type }) => type === 'DeclineReported' || type === 'NoShowReported');
    const counts = absent.map(({ data }) => data as unknown as { leg: string; kind: string; count: { value: number } });
    expect(counts.map(({ leg, kind, count }) => `${leg} ${kind} ${count.value}`)).toEqual([
      'a refused 29',
      'a absent 40',
      'a refused 10',
      'a absent 43',
      'a refused 20',
      'b stayed 1',
      'b stayed 1',
    ]);
  });

  it('come with nothing that an excerpt cannot give', async () => {
    const { events } = await both();
    const sources = events.filter(({ type, namespace }) => type === 'SourceRegistered' && namespace === NAMES.reports);
    expect(sources.length).toBeGreaterThan(12);
    for (const { data } of sources)
      expect(data).toMatchObject({ url: null, sha256: null, length: null, publishedAt: null, retrievedAt: null });
    const reports = events.filter(({ namespace, data }) => namespace === NAMES.reports && data.claim);
    for (const { data } of reports)
      for (const item of data.claim!.evidence)
        expect([item.anchored, typeof item.located?.locator]).toEqual([undefined, 'string']);
  });

  it('leave the place and date of the swap to the legs', async () => {
    const { events } = await both();
    const swaps = events.filter(({ type }) => type === 'SwapRecorded' || type === 'SwapAgreed');
    expect(swaps.map(({ data }) => data['place'])).toEqual([null, null]);
    const places = events.filter(({ type, data }) => type === 'LegReported' && data['place']);
    expect(places.map(({ data }) => (data['place'] as { asWritten: string }).asWritten)).toEqual([
      'Mayorske checkpoint',
      'Mayorske checkpoint',
      'the town of Horlivka and the village of Zaitseve',
      'the town of Horlivka and the village of Zaitseve',
    ]);
  });
});
