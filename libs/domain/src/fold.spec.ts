import { describe, expect, it } from '@jest/globals';
import type { DomainEvent } from '#libs/contracts';
import { effectiveEvents, fold } from './fold.ts';
import { swap } from './swap.ts';

const claim = {
  claimant: { kind: 'party', id: 'p' },
  stance: 'true-certain',
  saidAt: null,
  saidWhere: null,
  evidence: [{ source: 's', located: { locator: 'x' } }],
} as const;
const slot = (leg: string, to: string) => ({ leg, parent: null, partBy: null, from: 'north', to });
let at = 0;
const event = (id: string, type: string, data: object): DomainEvent =>
  ({
    id,
    type,
    data,
    schemaVersion: 1,
    stream: 'swap-1',
    revision: at,
    position: String((at += 1)),
    recordedAt: '2020-01-01T00:00:00.000Z',
    metadata: { actor: 'a', commandId: id, correlationId: id, causationId: id },
  }) as unknown as DomainEvent;
const leg = (id: string, name: string, to = 'south') =>
  event(id, 'LegReported', {
    ...slot(name, to),
    phase: 'actual',
    count: null,
    date: null,
    place: null,
    persons: [],
    claim,
  });
const correct = (id: string, target: string, name: string, to: string) =>
  event(id, 'ClaimCorrected', {
    target,
    type: 'LegReported',
    schemaVersion: 1,
    report: { ...slot(name, to), phase: 'actual', count: null, date: null, place: null, persons: [], claim },
    reason: 'a slip',
  });
const end = (id: string, type: 'ClaimRetracted' | 'ClaimWithdrawn', target: string) =>
  event(id, type, { target, reason: 'r' });

const slots = (events: DomainEvent[]) =>
  [...fold(swap, events).slots.values()].map(({ leg: name, to }) => `${name}→${to}`);

describe('a stream with claims changed', () => {
  it('reads as if the corrected report had been made in the first place', () => {
    const corrected = [leg('1', 'a', 'sout'), leg('2', 'b'), correct('3', '1', 'a', 'south')];
    const right = [leg('1', 'a', 'south'), leg('2', 'b')];
    expect(slots(corrected)).toEqual(slots(right));
    expect(effectiveEvents(corrected).map(({ id }) => id)).toEqual(['1', '2']);
  });

  it('reads as the last correction says', () => {
    expect(slots([leg('1', 'a'), correct('2', '1', 'a', 'east'), correct('3', '1', 'a', 'west')])).toEqual(['a→west']);
  });

  it.each(['ClaimRetracted', 'ClaimWithdrawn'] as const)('leaves out what was %s', (type) => {
    expect(slots([leg('1', 'a', 'east'), leg('2', 'a', 'west'), end('3', type, '1')])).toEqual(['a→west']);
    expect(slots([leg('1', 'a', 'east'), correct('2', '1', 'a', 'west'), end('3', type, '1')])).toEqual([]);
  });

  it('reads up to an earlier position as it read then', () => {
    const events = [leg('1', 'a', 'east'), end('2', 'ClaimWithdrawn', '1')];
    expect(slots(events.slice(0, 1))).toEqual(['a→east']);
  });
});
