import { describe, expect, it } from '@jest/globals';
import { importCase, once } from './register.ts';

const REPORTS = 'december-2017-reports';
const both = once(() => importCase('article.yaml', 'other-reports.yaml'));

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

  it('report the same talks and appeal from sources of their own, and how the Kremlin calls those held', async () => {
    const { events, nameOf } = await both();
    const talks = events.filter(({ type }) => type === 'TalksStatusReported');
    expect(new Set(talks.map(({ stream }) => stream)).size).toBe(1);
    expect(talks.map(({ data }) => [nameOf(data.claim!.claimant.id), data['status'], data['direction']])).toEqual([
      ['Petro Poroshenko', 'ordered', 'resume'],
      ['Interfax-Ukraine', 'ordered', 'resume'],
    ]);
    expect(talks[1]!.data['date']).toMatchObject({ edtf: null, resolved: '2017-12-28', basis: 'calendar' });
    const [, , resolution] = events.filter(({ type }) => type === 'AppealRecorded');
    expect(resolution!.data).toMatchObject({ date: { edtf: '2017-03-16' }, count: null });
    const kremlin = events.filter(({ data }) => data.claim && nameOf(data.claim.claimant.id) === 'Kremlin');
    expect(kremlin.map(({ type, data }) => [type, data['kind']])).toEqual([['StatementRecorded', 'status']]);
  });

  it('come with nothing that an excerpt cannot give', async () => {
    const { events } = await both();
    const sources = events.filter(({ type, namespace }) => type === 'SourceRegistered' && namespace === REPORTS);
    expect(sources.length).toBeGreaterThan(12);
    for (const { data } of sources)
      expect(data).toMatchObject({ url: null, sha256: null, length: null, publishedAt: null, retrievedAt: null });
    const reports = events.filter(({ namespace, data }) => namespace === REPORTS && data.claim);
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
