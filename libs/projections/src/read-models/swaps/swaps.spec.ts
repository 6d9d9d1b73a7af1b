import { describe, expect, it } from '@jest/globals';
import type { DomainEvent } from '#libs/contracts';
import { claimBy, date, id, streamOf } from '../../testing/events.ts';
import type { Row } from '../row.ts';
import { swaps } from './swaps.ts';

const [AGENCY, NORTH, SOUTH] = [id(1), id(2), id(3)];
const claim = claimBy(AGENCY);
const slot = { leg: 'a', parent: null, partBy: null, from: NORTH, to: SOUTH };
const leg = { ...slot, count: null, persons: [] };
const swap = () => streamOf(`swap-${id(80)}`);
const row = (events: readonly DomainEvent[]): Row => swaps.refold(events).get(id(80))!;

describe('a swap', () => {
  it('is agreed, suspended, resumed and recorded; suspending a recorded one does not undo it', () => {
    const { events, add } = swap();
    const status: unknown[] = [];
    const note = (): number => status.push(row(events).doc['status']);
    add('SwapAgreed', { formula: 'all for all', date: null, place: null, legs: [leg], claim });
    note();
    add('SwapSuspended', { date: date('2017-12-20'), claim });
    note();
    add('SwapResumed', { date: null, claim });
    note();
    add('SwapRecorded', { date: date('2017-12-27'), place: null, legs: [], claim });
    note();
    add('SwapSuspended', { date: date('2017-12-28'), claim });
    note();
    expect(status).toEqual(['agreed', 'suspended', 'agreed', 'recorded', 'recorded']);
    expect(row(events).doc).toMatchObject({ formula: 'all for all', date: { earliest: '2017-12-27' } });
    expect(row(events).during).toBe('[2017-12-27,2017-12-28)');
  });

  it('keeps the slots that its reports name, once each, without their counts', () => {
    const { events, add } = swap();
    const part = { leg: 'a-1', parent: 'a', partBy: 'party' as const, from: NORTH, to: null };
    add('SwapRecorded', { date: null, place: null, legs: [leg], claim });
    const report = { phase: 'actual' as const, count: null, date: null, place: null, persons: [id(60)], claim };
    add('LegReported', { ...part, ...report });
    add('LegReported', { ...part, ...report });
    expect(row(events).doc['legs']).toEqual([slot, part]);
    expect(row(events).doc['reports']).toHaveLength(1);
    expect(row(events).refs).toContain(`person:${id(60)}`);
  });

  it('takes the next report for its date when the first one is withdrawn', () => {
    const { events, add } = swap();
    const first = add('SwapRecorded', { date: date('2017-12-26'), place: null, legs: [leg], claim });
    add('SwapRecorded', { date: date('2017-12-27'), place: null, legs: [leg], claim });
    expect(row(events).doc['date']).toMatchObject({ earliest: '2017-12-26' });
    add('ClaimWithdrawn', { target: first, reason: 'a reason' });
    expect(row(events).doc['date']).toMatchObject({ earliest: '2017-12-27' });
  });
});
