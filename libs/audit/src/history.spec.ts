import { describe, expect, it } from '@jest/globals';
import type { RecordedEvent } from '#libs/contracts';
import { historyEntry, historyOf, type StreamReader } from './history.ts';

const SOURCE = '6f1b2a0e-5a53-4d0c-9a0f-000000000001';
const OTHER = '6f1b2a0e-5a53-4d0c-9a0f-000000000002';

const event = (revision: number, data: object, stream = `swap-${OTHER}`, reason?: string): RecordedEvent => ({
  id: `event-${revision}`,
  type: 'LegReported',
  schemaVersion: 1,
  stream,
  revision,
  position: String(revision + 10),
  recordedAt: '2026-11-22T12:00:00.000Z',
  data,
  metadata: { actor: 'anna', commandId: 'c', correlationId: 'r', causationId: 'c', ...(reason && { reason }) },
});

const made = {
  claim: {
    claimant: { kind: 'party', id: OTHER },
    evidence: [{ source: SOURCE }, { source: SOURCE }, { source: OTHER }],
  },
};

describe('a history', () => {
  it('names who entered it, on whose word, from which sources, and why', () => {
    expect(historyEntry(event(3, made, undefined, 'misread'))).toMatchObject({
      event: 'event-3',
      actor: 'anna',
      reason: 'misread',
      claimant: { kind: 'party', id: OTHER },
      sources: [SOURCE, OTHER],
      target: null,
    });
  });

  it('looks into what corrects and what adds evidence, and counts a source as resting on itself', () => {
    expect(historyEntry(event(1, { target: 't', report: made }))).toMatchObject({
      target: 't',
      claimant: { id: OTHER },
      sources: [SOURCE, OTHER],
    });
    expect(historyEntry(event(1, { target: 't', evidence: [{ source: SOURCE }] }))).toMatchObject({
      claimant: null,
      sources: [SOURCE],
    });
    expect(historyEntry(event(0, { title: 'x' }, `source-${SOURCE}`)).sources).toEqual([SOURCE]);
  });

  it('comes in pages, and tells an unknown stream from the end of a known one', async () => {
    const all = [0, 1, 2].map((revision) => event(revision, made));
    const log: StreamReader = {
      readStream: (stream, { from, limit }) => Promise.resolve(stream === 'known' ? all.slice(from, from + limit) : []),
    };
    const first = await historyOf(log, 'known', -1, 2);
    expect([first?.entries.length, first?.next]).toEqual([2, 1]);
    const second = await historyOf(log, 'known', 1, 2);
    expect([second?.entries.length, second?.next]).toEqual([1, null]);
    expect(await historyOf(log, 'known', 2, 2)).toEqual({ entries: [], next: null });
    expect(await historyOf(log, 'unknown', -1, 2)).toBeNull();
    expect(await historyOf(log, 'unknown', 5, 2)).toBeNull();
  });
});
