import { describe, expect, it } from '@jest/globals';
import type { RecordedEvent } from '#libs/contracts';
import { batchesOf } from './batches.ts';

const publication = { source: 'https://register.example/', incarnation: 'i' };

const admitted = (number: number, bytes: number): { event: RecordedEvent; upTo: string } => ({
  upTo: String(number),
  event: {
    id: String(number),
    type: 'Noted',
    schemaVersion: 1,
    stream: `swap-${number}`,
    revision: 0,
    position: String(number),
    recordedAt: `2017-12-27T10:00:00.${String(999 - number).padStart(3, '0')}Z`,
    data: 'x'.repeat(bytes),
    metadata: { actor: 'a', commandId: 'b', correlationId: 'c', causationId: 'd' },
  },
});

describe('requests to the broker', () => {
  it('hold what fits into one, in order, and say up to where everything is out and when the latest was recorded', () => {
    const page = [1, 2, 3].map((number) => admitted(number, 10));
    expect([...batchesOf(page, publication, { partitions: 3 })]).toMatchObject([
      { upTo: '3', recordedAt: '2017-12-27T10:00:00.998Z' },
    ]);
    expect([...batchesOf([], publication, { partitions: 3 })]).toEqual([]);
  });

  it('are cut by size, of what goes to one partition and of all; an event that is larger goes alone', () => {
    const sizes = [400_000, 400_000, 400_000, 3_000_000, 10, 10];
    const page = sizes.map((bytes, at) => admitted(at + 1, bytes));
    const idsOf = (partitions: number) =>
      [...batchesOf(page, publication, { partitions })].map(({ events }) => events.map(({ id }) => id));
    expect(idsOf(1)).toEqual([['1', '2'], ['3'], ['4'], ['5', '6']]);
    expect(idsOf(3).flat()).toEqual(['1', '2', '3', '4', '5', '6']);
    expect(idsOf(3).length).toBeLessThan(4);
    const batches = [...batchesOf(page, publication, { partitions: 1 })];
    expect(batches.map(({ upTo }) => upTo)).toEqual(['2', '3', '4', '6']);
    expect(batches.map(({ messages }) => messages.length)).toEqual([2, 1, 1, 2]);
  });

  it('are cut where all partitions together get more than 4 MiB', () => {
    const page = Array.from({ length: 20 }, (_, at) => admitted(at + 1, 250_000));
    const lengths = [...batchesOf(page, publication, { partitions: 1_000 })].map(({ events }) => events.length);
    expect(lengths).toEqual([16, 4]);
  });
});
