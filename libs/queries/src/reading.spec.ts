import { describe, expect, it } from '@jest/globals';
import type { Pool } from 'pg';
import { openReading, type Projector, type ReadSide } from './reading.ts';

/** Read models of which another generation takes over while somebody waits for the first. */
function switching(positions: Readonly<Record<string, string>>): ReadSide {
  let generation = '1';
  const projector: Projector = {
    serving: async () => ({ generation, schema: `rm_${generation}`, position: positions[generation]!, parked: [] }),
    async waitFor(position) {
      if (generation === '2') return BigInt(positions['2']!) >= BigInt(position) ? 'reached' : 'stale';
      generation = '2';
      return 'reached';
    },
    async waitForStream() {
      const answer = generation === '1' ? 'reached' : 'parked';
      generation = '2';
      return answer;
    },
  };
  return { pool: {} as Pool, projector, log: logWith({}) };
}

/** A log that holds one event of each stream named, at that position. */
const logWith = (positions: Readonly<Record<string, string>>): ReadSide['log'] => ({
  positionAt: async () => '0',
  recordedAt: async () => '2026-01-01T00:00:00.000Z',
  readStream: async (stream, { from, limit }) =>
    limit === 1 && positions[`${stream}@${from}`] ? [{ position: positions[`${stream}@${from}`]! }] : [],
});

const STREAM = 'source-00000000-0000-4000-8000-000000000001';

/** Read models that have the rows of a stream before they are complete up to there, as over partitions. */
function ahead(becomes: string): ReadSide {
  let position = '6';
  const projector: Projector = {
    serving: async () => ({ generation: '1', schema: 'rm_1', position, parked: [] }),
    async waitFor(asked) {
      position = becomes;
      return BigInt(position) >= BigInt(asked) ? 'reached' : 'stale';
    },
    waitForStream: async () => 'reached',
  };
  return { pool: {} as Pool, projector, log: logWith({ [`${STREAM}@3`]: '8' }) };
}

const problem = (rule: string) => expect.objectContaining({ rule }) as unknown;

describe('a reading during a switch of generations', () => {
  it('is of the generation that has reached what was waited for', async () => {
    const reading = await openReading(switching({ 1: '6', 2: '9' }), { asOf: '7' });
    expect(reading).toMatchObject({ generation: '2', schema: 'rm_2', position: '7' });
  });

  it('is stale where only the former generation had reached it', async () => {
    for (const wanted of [{ asOf: '7' }, { minPosition: '7' }, { pinned: '7' }])
      await expect(openReading(switching({ 1: '6', 2: '5' }), wanted)).rejects.toEqual(problem('stale'));
  });

  it('asks the new generation for a stream, too', async () => {
    await expect(
      openReading(
        { ...switching({ 1: '6', 2: '9' }), log: logWith({ [`${STREAM}@3`]: '5' }) },
        { token: `${STREAM}@3` },
      ),
    ).rejects.toEqual(problem('stale-parked'));
  });

  it('waits for nothing where nothing is asked for', async () => {
    expect(await openReading(switching({ 1: '6', 2: '9' }), {})).toMatchObject({ generation: '1', position: '6' });
  });
});

describe('a reading with the token of a command', () => {
  it('is of a position that holds the event, not of one before it', async () => {
    expect(await openReading(ahead('9'), { token: `${STREAM}@3` })).toMatchObject({ position: '9' });
  });

  it('is stale where the row is there and what lies before it is not', async () => {
    await expect(openReading(ahead('7'), { token: `${STREAM}@3` })).rejects.toEqual(problem('stale'));
  });
});
