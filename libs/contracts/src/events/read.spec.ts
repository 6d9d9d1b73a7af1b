import { describe, expect, it } from '@jest/globals';
import type { RecordedEvent } from '../event.ts';
import { partyRegistered, partyRegisteredV1 } from './party.ts';
import { readEvent, UnreadableEvent, upcast } from './read.ts';

const id = '00000000-0000-4000-8000-000000000001';
const recorded = (type: string, schemaVersion: number, data: unknown): RecordedEvent => ({
  id,
  type,
  schemaVersion,
  data,
  metadata: { actor: 'a', commandId: id, correlationId: id, causationId: id },
  stream: `party-${id}`,
  revision: 0,
  position: '17',
  recordedAt: '2026-01-01T00:00:00.000Z',
});
const names = [{ form: 'Nordia', lang: 'en' }];

describe('reading an event', () => {
  it('brings a party of version 1 to version 2, guessing nothing', () => {
    const old = recorded('PartyRegistered', 1, partyRegisteredV1.parse({ kind: 'state', names }));
    const read = readEvent(old);
    const data = { kind: 'state', names: [{ form: 'Nordia', lang: 'en', script: null, type: null }] };
    expect(read).toEqual({ ...old, schemaVersion: 2, data });
    expect(partyRegistered.parse(read.data)).toEqual(data);
    expect(old.schemaVersion).toBe(1);
  });

  it('leaves the current version as it is, unknown fields and all', () => {
    const event = recorded('PartyRegistered', 2, { kind: 'state', names: [], colour: 'blue' });
    expect(readEvent(event)).toEqual(event);
    expect(upcast('PartyRegistered', 2, event.data)).toBe(event.data);
  });

  it.each([
    ['unknown-type', recorded('PartyPainted', 1, {})],
    ['unknown-type', recorded('toString', 1, {})],
    ['unknown-version', recorded('PartyRegistered', 3, {})],
    ['unknown-version', recorded('PartyRegistered', 0, {})],
  ] as const)('raises %s for what it cannot understand', (problem, event) => {
    expect(() => readEvent(event)).toThrow(UnreadableEvent);
    expect(() => readEvent(event)).toThrow(`${problem}: ${event.type} version ${event.schemaVersion} at position 17`);
  });
});
