import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { caseText, importCase, once, type ReadEvent } from './register.ts';

const NAMES = { article: 'rferl-2017-12', reports: 'december-2017-reports' };

const article = once(() => importCase('article.yaml'));

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
    expect(new Set(rules)).toEqual(new Set(['unknown-reference', 'unknown-target', 'depends-on-rejected']));
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
    const records = Array.from({ length: 30 }, (_, index) => `F${String(index + 1).padStart(2, '0')}`);
    const quoted = {
      ...Object.fromEntries(['F02', 'F05', 'F07', 'F08', 'F11', 'F17'].map((record) => [record, ['Petro Poroshenko']])),
      F13: ['Valeria Lutkovska', 'RFE/RL'],
      F14: ['United States'],
      F15: ['United States'],
      F16: ['European Parliament'],
      F20: ['Ukraine'],
    };
    const reporter = Object.fromEntries(records.map((record) => [record, ['RFE/RL']]));
    expect(Object.fromEntries([...claimants].map(([record, by]) => [record, [...by]]))).toEqual({
      ...reporter,
      ...quoted,
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
    const [second, motive, ...others] = dataOf(events, 'F11');
    expect([second, others]).toMatchObject([{ type: 'EvidenceAdded', target: claim.id }, []]);
    expect(motive).toMatchObject({ type: 'StatementRecorded', kind: 'negotiating-position', count: null, date: null });
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

  it('has one in-text dispute and no other', async () => {
    const { events } = await article();
    const disputes = events.filter(({ type }) => type === 'ChargeDisputed' || type === 'ClaimContested');
    expect(new Set(disputes.map(({ record }) => record))).toEqual(new Set(['F20']));
  });

  it('has talks that were ordered to be resumed, and no more than ordered', async () => {
    const { events, nameOf } = await article();
    const talks = events.filter(({ type }) => type === 'TalksStatusReported');
    expect(talks.map(({ record, data }) => ({ record, ...data }))).toMatchObject([
      { record: 'F02', status: 'ordered', direction: 'resume', date: null, place: null, claim: { saidAt: null } },
    ]);
    expect((talks[0]!.data['parties'] as string[]).map(nameOf)).toEqual(['Ukraine', 'Russia']);
  });

  it('has two appeals, one to sides that it does not name, one to Russia', async () => {
    const { events, nameOf } = await article();
    const appeals = events.filter(({ type }) => type === 'AppealRecorded');
    expect(appeals.map(({ record, data }) => ({ record, ...data }))).toMatchObject([
      {
        record: 'F15',
        addressees: [],
        addresseesAsWritten: 'both sides',
        about: [],
        count: null,
        date: { edtf: 'XXXX-12-28', resolved: '2017-12-28' },
      },
      {
        record: 'F16',
        addresseesAsWritten: null,
        count: { op: 'gt', value: 30, low: 31 },
        date: { edtf: 'XXXX-03', resolved: '2017-03' },
      },
    ]);
    expect((appeals[1]!.data['addressees'] as string[]).map(nameOf)).toEqual(['Russia']);
    const estimate = events.find(({ record, type }) => record === 'F16' && type === 'EstimateRecorded')!;
    const about = { kind: 'estimate', id: estimate.stream.slice('estimate-'.length) };
    expect(appeals[1]!.data['about']).toEqual([about]);
    expect(events.filter(({ type }) => type === 'AppealAnswered')).toEqual([]);
  });

  it('has what else is said as statements of their kinds, in words of its own', async () => {
    const { events } = await article();
    const statements = events.filter(({ type }) => type === 'StatementRecorded');
    expect(statements.map(({ record, data }) => `${record} ${data['kind'] as string}`)).toEqual([
      'F04 visit',
      'F05 commitment',
      'F06 gloss',
      'F07 utterance',
      'F11 negotiating-position',
      'F09 superlative',
      'F10 background',
      'F12 interpretation',
      'F14 welcome',
      'F23 background',
      'F24 background',
      'F25 control',
      'F26 background',
      'F27 control',
      'F28 casualties',
      'F29 status',
      'F29 background',
      'F30 background',
    ]);
    const counted = statements.filter(({ data }) => data['count'] !== null);
    expect(counted.map(({ record, data }) => ({ record, count: data['count'] }))).toMatchObject([
      { record: 'F05', count: { op: 'all', value: null, low: null, best: null, high: null } },
      { record: 'F28', count: { op: 'gt', value: 10300, low: 10301, high: null } },
    ]);
    const dated = statements.filter(({ data }) => data['date'] !== null);
    expect(
      dated.map(({ record, data }) => {
        const { edtf, resolved } = data['date'] as Record<string, string | null>;
        return [record, edtf, resolved];
      }),
    ).toEqual([
      ['F04', 'XXXX-12-28', '2017-12-28'],
      ['F09', '2014-04/..', '2014-04/2017-12-27'],
      ['F10', '2014-04', null],
      ['F23', '2014-02', null],
      ['F25', '2014-02/..', null],
      ['F26', '2014-02/..', null],
      ['F29', '2015', null],
    ]);
    const [visit, commitment, gloss] = statements;
    expect([visit, commitment].map((each) => each!.data.claim!.saidAt?.resolved ?? null)).toEqual([null, '2017-12-28']);
    expect(gloss!.data['about']).toEqual([{ kind: 'statement', id: commitment!.stream.slice('statement-'.length) }]);
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
    const text = (await caseText('article.yaml')).replace(/^\s*#.*$/gm, '').replace(/anchored: \{[^}]*\}/g, '');
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
