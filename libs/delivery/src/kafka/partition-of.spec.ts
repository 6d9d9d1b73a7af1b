import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Partitioners } from 'kafkajs';
import { partitionOf } from './partition-of.ts';

const reference = Partitioners.DefaultPartitioner();

function byKafkajs(key: string, partitions: number): number {
  const partitionMetadata = Array.from({ length: partitions }, (_, partitionId) => ({
    partitionErrorCode: 0,
    partitionId,
    leader: 1,
    replicas: [1],
    isr: [1],
  }));
  return reference({ topic: 't', partitionMetadata, message: { key, value: null } });
}

describe('the partition of a key', () => {
  it('is the one that kafkajs’ default partitioner chooses, for keys of every length', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 64 }), (key, partitions) => {
        expect(partitionOf(key, partitions)).toBe(byKafkajs(key, partitions));
      }),
      { numRuns: 1_000 },
    );
  });

  it('spreads streams over all partitions', () => {
    const streams = Array.from({ length: 600 }, (_, index) => `swap-00000000-0000-4000-8000-${index}`);
    const counts = new Map<number, number>();
    for (const stream of streams) counts.set(partitionOf(stream, 6), (counts.get(partitionOf(stream, 6)) ?? 0) + 1);
    expect(counts.size).toBe(6);
    for (const count of counts.values()) expect(count).toBeGreaterThan(50);
  });
});
