import { describe, expect, it } from '@jest/globals';
import { duplicatesOf, type PlacedClaim } from './duplicates.ts';

let claims = 0;
const quoteSha256 = 'a'.repeat(64);
const anchored = (source: string, start: number, end: number) => ({ source, anchored: { start, end, quoteSha256 } });
function claim(given: Partial<PlacedClaim> = {}): PlacedClaim {
  claims += 1;
  const report = { leg: 'a', phase: 'actual' };
  const evidence = [anchored('s', 0, 9)];
  return { claim: `c${claims}`, stream: 'swap-1', type: 'LegReported', evidence, report, ...given };
}
const pairs = (...given: PlacedClaim[]) => duplicatesOf(given).map((each) => each.claims);

describe('possible duplicates', () => {
  it('are claims of one type about one subject from the same words of one source', () => {
    const [one, other] = [claim(), claim()];
    expect(duplicatesOf([one, other])).toEqual([
      { evidence: anchored('s', 0, 9), type: 'LegReported', claims: [one.claim, other.claim] },
    ]);
    expect(pairs(one, claim({ evidence: [anchored('s', 0, 8)] }))).toEqual([]);
    expect(pairs(one, claim({ evidence: [anchored('other', 0, 9)] }))).toEqual([]);
    expect(pairs(one, claim({ report: { leg: 'b', phase: 'actual' } }))).toEqual([]);
    expect(pairs(one, claim({ type: 'DeclineReported' }))).toEqual([]);
    expect(pairs(one, claim({ stream: 'swap-2' }))).toEqual([]);
  });

  it('are found where the subject was entered anew under another id', () => {
    const detention = (stream: string, person: string) =>
      claim({ stream, type: 'DetentionReported', report: { person, group: null } });
    const [one, other] = [detention('detention-1', 'p'), detention('detention-2', 'p')];
    expect(pairs(one, other)).toEqual([[one.claim, other.claim]]);
    expect(pairs(one, detention('detention-3', 'q'))).toEqual([]);
  });

  it('need words: a page alone says many things', () => {
    const page = (asWritten: string | null) =>
      claim({ evidence: [{ source: 's', located: { locator: 'p. 1', asWritten } }] });
    expect(pairs(page(null), page(null))).toEqual([]);
    expect(pairs(page('233'), page('233'))).toHaveLength(1);
  });

  it('are told once, however many places they share', () => {
    const evidence = [anchored('s', 0, 9), anchored('s', 20, 30)];
    expect(pairs(claim({ evidence }), claim({ evidence }))).toHaveLength(1);
  });
});
