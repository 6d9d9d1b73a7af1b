import { describe, expect, it } from '@jest/globals';
import type { BoundedCount, ClaimMade, DomainEvent, EventData, EventType, UncertainDate } from '#libs/contracts';
import { changesOf } from './changes.ts';

const id = (last: number): string => `00000000-0000-4000-8000-${String(last).padStart(12, '0')}`;
const [north, south, agency, paper, source, anna, boris] = [1, 2, 3, 4, 5, 6, 7].map(id) as [
  string,
  string,
  string,
  string,
  string,
  string,
  string,
];
const swap = `swap-${id(50)}`;

const count = (op: BoundedCount['op'], value: number | null, asWritten = `${op} ${value}`): BoundedCount => ({
  op,
  value,
  upTo: op === 'between' ? value! + 7 : null,
  low: null,
  best: null,
  high: null,
  unit: { asWritten: 'captives', counts: 'person' },
  asWritten,
  breakdowns: [],
});
const date = (asWritten: string, resolved: string | null = null): UncertainDate => ({
  asWritten,
  edtf: null,
  resolved,
  basis: null,
  earliest: null,
  latest: null,
});
const claimBy = (party: string): ClaimMade => ({
  claimant: { kind: 'party', id: party },
  stance: 'true-certain',
  saidAt: null,
  saidWhere: null,
  evidence: [{ source, located: { locator: 'p. 1' } }],
});

/** Events of a stream as they come; the id of each is `id(100 + its revision)`. */
function stream(name: string) {
  const events: DomainEvent[] = [];
  const add = <Type extends EventType>(type: Type, data: EventData<Type>): string => {
    const own = id(100 + events.length);
    const metadata = { actor: 'a', commandId: own, correlationId: own, causationId: own };
    const place = {
      stream: name,
      revision: events.length,
      position: String(events.length + 1),
      recordedAt: '2026-11-22T12:00:00.000Z',
    };
    events.push({ id: own, type, schemaVersion: 1, data, metadata, ...place } as unknown as DomainEvent);
    return own;
  };
  return { name, events, add };
}
type Stream = ReturnType<typeof stream>;

/** `answer of: from → to` of what the events behind `known` change. */
function told({ name, events }: Stream, known: number): string[] {
  const { changes } = changesOf([{ stream: name, before: events.slice(0, known), after: events }]);
  return changes.map(
    ({ answer, of, from, to }) =>
      `${[answer, ...Object.values(of)].join(' ')}: ${from.join(' | ')} → ${to.join(' | ')}`,
  );
}

const legs = [{ leg: 'a', parent: null, partBy: null, from: north, to: south, count: null, persons: [] }];
const legReport = (party: string, said: BoundedCount | null, phase: 'planned' | 'actual' = 'actual') => ({
  leg: 'a',
  parent: null,
  partBy: null,
  from: north,
  to: south,
  phase,
  count: said,
  date: null,
  place: null,
  persons: [],
  claim: claimBy(party),
});

function someSwap(): Stream & { readonly leg: string } {
  const made = stream(swap);
  made.add('SwapRecorded', { date: date('December 27', '2017-12-27'), place: null, legs, claim: claimBy(agency) });
  const leg = made.add('LegReported', legReport(agency, count('eq', 233)));
  return { ...made, leg };
}

describe('what would change', () => {
  it('in a swap: its counts by leg and phase with their operators, and how many claims stand', () => {
    const made = someSwap();
    made.add('LegReported', legReport(paper, count('about', 2350)));
    expect(told(made, 2)).toEqual([
      'leg a actual: = 233 captives → = 233 captives | ≈ 2,350 captives',
      'claims LegReported: 1 → 2',
      'places in sources LegReported: 1 → 2',
    ]);
  });

  it('where a claim is withdrawn: what it said falls, to nothing where nobody else says it', () => {
    const made = someSwap();
    made.add('ClaimWithdrawn', { target: made.leg, reason: 'misread' });
    expect(told(made, 2)).toEqual([
      'leg a actual: = 233 captives → ',
      'claims LegReported: 1 → ',
      'places in sources LegReported: 1 → ',
    ]);
  });

  it('where the same is said twice: how often', () => {
    const made = someSwap();
    made.add('LegReported', legReport(paper, count('eq', 233)));
    expect(told(made, 2)[0]).toBe('leg a actual: = 233 captives → = 233 captives ×2');
  });

  it('where a claim is corrected: from the one count to the other, in its place', () => {
    const made = someSwap();
    const report = legReport(agency, count('gt', 233)) as unknown as Record<string, unknown>;
    made.add('ClaimCorrected', { target: made.leg, type: 'LegReported', schemaVersion: 1, report, reason: 'misread' });
    expect(told(made, 2)).toEqual(['leg a actual: = 233 captives → > 233 captives']);
  });

  it('where the only report is withdrawn: all of the swap', () => {
    const made = stream(swap);
    const first = made.add('SwapRecorded', {
      date: date('December 27', '2017-12-27'),
      place: null,
      legs,
      claim: claimBy(agency),
    });
    made.add('ClaimWithdrawn', { target: first, reason: 'misread' });
    expect(told(made, 1)).toEqual([
      'status: recorded → ',
      'date: December 27 (2017-12-27) → ',
      `slot a: party:${north} to party:${south} → `,
      'claims SwapRecorded: 1 → ',
      'places in sources SwapRecorded: 1 → ',
    ]);
  });

  it('keeps vague words, all and not stated apart from numbers', () => {
    const made = someSwap();
    for (const [op, words] of [
      ['vague', 'several'],
      ['all', 'all of them'],
      ['notStated', 'did not say'],
    ] as const)
      made.add('LegReported', legReport(paper, count(op, null, words)));
    made.add('LegReported', legReport(paper, count('between', 10)));
    made.add('LegReported', legReport(paper, count('eq', 0)));
    expect(told(made, 2)[0]).toBe(
      'leg a actual: = 233 captives → = 233 captives | vague: “several” | all: “all of them” | not stated: “did not say” | 10 to 17 captives | = 0 captives',
    );
  });

  it('in custody: by account, with the flags that follow', () => {
    const made = stream(`detention-${id(60)}`);
    const held = (holder: string, party: string): EventData<'DetentionReported'> => ({
      person: anna,
      group: null,
      holder,
      at: null,
      since: date('May 2014'),
      place: null,
      characterisation: { subject: anna, value: 'hostage' },
      basis: null,
      claim: claimBy(party),
    });
    made.add('DetentionReported', held(north, agency));
    made.add('DetentionReported', held(south, paper));
    made.add('ReleaseReported', {
      mode: 'exchanged',
      swap: null,
      to: null,
      place: null,
      date: null,
      claim: claimBy(paper),
    });
    expect(told(made, 1)).toEqual([
      `custody party:${paper}:  → held by party:${south}, since: May 2014, “hostage”`,
      `custody-end party:${paper}:  → release (exchanged)`,
      'flags:  → two-holders',
      'claims DetentionReported: 1 → 2',
      'claims ReleaseReported:  → 1',
      'places in sources DetentionReported: 1 → 2',
      'places in sources ReleaseReported:  → 1',
    ]);
  });

  it('in who is the same person, for each of them', () => {
    const made = stream('identity');
    made.add('MatchDecided', { left: anna, right: boris, judgement: 'positive', reason: 'same birth' });
    const { changes } = changesOf([{ stream: 'identity', before: [], after: made.events }]);
    expect(changes.map(({ subject, answer, to }) => [subject.category, subject.id, answer, to])).toEqual([
      ['person', anna, 'judgement', ['positive']],
      ['person', anna, 'same-person', [`person:${boris}`]],
      ['person', boris, 'judgement', ['positive']],
      ['person', boris, 'same-person', [`person:${anna}`]],
    ]);
  });

  it('is nothing where events change no answer', () => {
    const made = someSwap();
    expect(told(made, 2)).toEqual([]);
  });

  it('is sorted by subject and bounded, and says how much is left out', () => {
    const persons = Array.from({ length: 7 }, (_, index) => {
      const made = stream(`person-${id(90 - index)}`);
      made.add('PersonRegistered', {
        names: [{ form: { subject: id(90 - index), value: `P${index}` }, lang: null, script: null, type: null }],
      });
      return { stream: made.name, before: [], after: made.events };
    });
    const made = someSwap();
    const { changes, more } = changesOf([...persons, { stream: swap, before: [], after: made.events }], 8 + 5);
    expect(changes.map(({ subject }) => subject.category)).toEqual([
      ...Array(8).fill('swap'),
      ...Array(5).fill('person'),
    ]);
    expect(changes.slice(8).map(({ subject }) => subject.id)).toEqual([84, 85, 86, 87, 88].map(id));
    expect(changes[8]).toEqual({
      subject: { category: 'person', id: id(84) },
      answer: 'names',
      of: {},
      from: [],
      to: ['P6'],
    });
    expect(more).toBe(2);
  });
});
