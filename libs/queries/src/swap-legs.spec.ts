import { describe, expect, it } from '@jest/globals';
import type { Row, StoredDocument } from './rows.ts';
import { withLegs } from './swap-legs.ts';

const claim = (id: string, type: string, report: StoredDocument, status = 'standing'): Row => ({
  key: id,
  stream: 'swap-1',
  born: '1',
  doc: { id, type, status, source: 's', report },
});

const swap = { id: '1', legs: [{ leg: 'a' }, { leg: 'b' }] };
const slot = (leg: string, value: number | null, persons: string[] = []) => ({
  leg,
  count: value === null ? null : { value },
  persons,
});
type Leg = {
  leg: string;
  claims: { phase: string; count: { value: number } | null; claim: string; date: unknown }[];
  declines: { kind: string }[];
};
const legsWith = (...rows: Row[]): Leg[] => withLegs(swap, rows)['legs'] as Leg[];

describe('the legs of a swap', () => {
  it('show what each report says of them, planned by agreements and actual by records', () => {
    const [a, b] = legsWith(
      claim('c1', 'SwapAgreed', { legs: [slot('a', 306), slot('b', 74)], date: null, place: null }),
      claim('c2', 'SwapRecorded', { legs: [slot('a', 233)], date: 'd', place: 'p' }),
      claim('c3', 'LegReported', { ...slot('a', 237), phase: 'actual', date: null, place: null }),
    );
    expect(a?.claims.map(({ phase, count, claim: id }) => [phase, count?.value, id])).toEqual([
      ['planned', 306, 'c1'],
      ['actual', 233, 'c2'],
      ['actual', 237, 'c3'],
    ]);
    expect(a?.claims[1]?.date).toBe('d');
    expect(b?.claims.map(({ count }) => count?.value)).toEqual([74]);
  });

  it('take a slot that is only named for no claim about it, and one with persons for one', () => {
    const [a, b] = legsWith(
      claim('c1', 'SwapRecorded', { legs: [slot('a', null), slot('b', null, ['p'])], date: null, place: null }),
    );
    expect([a?.claims.length, b?.claims.length]).toEqual([0, 1]);
  });

  it('leave out what was retracted or withdrawn, and show what was corrected', () => {
    const report = { ...slot('a', 1), phase: 'actual', date: null, place: null };
    const [a] = legsWith(
      claim('c1', 'LegReported', report, 'retracted'),
      claim('c2', 'LegReported', report, 'withdrawn'),
      claim('c3', 'LegReported', report, 'corrected'),
    );
    expect(a?.claims.map(({ claim: id }) => id)).toEqual(['c3']);
  });

  it('keep declines and no-shows beside the claims', () => {
    const [a, b] = legsWith(
      claim('c1', 'DeclineReported', { ...slot('a', 29), kind: 'refused', date: null }),
      claim('c2', 'NoShowReported', { ...slot('b', 40), kind: 'absent', date: null }),
    );
    expect([a?.declines.map(({ kind }) => kind), b?.declines.map(({ kind }) => kind)]).toEqual([
      ['refused'],
      ['absent'],
    ]);
  });
});
