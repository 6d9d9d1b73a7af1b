import { describe, expect, it } from '@jest/globals';
import { createWaits, type Standing } from './waits.ts';

/** A database that says what it is told to. */
function saying() {
  const now = { checkpoint: '5', revision: 2, parked: false };
  const standing: Standing = {
    checkpoint: async () => now.checkpoint,
    stream: async () => ({ revision: now.revision, parked: now.parked }),
  };
  return { now, standing };
}
const progress = (position: string, heads: [string, number][] = [], parked: string[] = []) => ({
  position,
  heads: new Map(heads),
  parked: parked.map((stream) => ({ stream })),
});

describe('waiting', () => {
  it('is over at once for what is there', async () => {
    const waits = createWaits(saying().standing);
    expect(await waits.waitFor('5', 60_000)).toBe('reached');
    expect(await waits.waitForStream('a', 2, 60_000)).toBe('reached');
  });

  it('is over as soon as a batch reaches it, and not before', async () => {
    const waits = createWaits(saying().standing);
    const answers: string[] = [];
    const position = waits.waitFor('10', 60_000).then((answer) => answers.push(`position ${answer}`));
    const stream = waits.waitForStream('a', 3, 60_000).then((answer) => answers.push(`stream ${answer}`));
    waits.moved(progress('9', [['b', 7]]));
    waits.moved(progress('10', [['b', 8]]));
    await position;
    expect(answers).toEqual(['position reached']);
    waits.moved(progress('11', [['a', 3]]));
    await stream;
    expect(answers).toEqual(['position reached', 'stream reached']);
  });

  it('tells of a stream that is parked before the revision, now or later', async () => {
    const { now, standing } = saying();
    const waits = createWaits(standing);
    const later = waits.waitForStream('a', 3, 60_000);
    waits.moved(progress('6', [], ['a']));
    expect(await later).toBe('parked');
    now.parked = true;
    expect(await waits.waitForStream('a', 3, 60_000)).toBe('parked');
    expect(await waits.waitForStream('a', 2, 60_000)).toBe('reached');
  });

  it('is stale when the time is over, but asks once more before it says so', async () => {
    const { now, standing } = saying();
    const waits = createWaits(standing);
    expect(await waits.waitFor('6', 5)).toBe('stale');
    const unheard = waits.waitFor('6', 5);
    now.checkpoint = '6';
    expect(await unheard).toBe('reached');
  });

  it('is over when the signal comes, and at once after it, but asks once more before it is stale', async () => {
    const { now, standing } = saying();
    const waits = createWaits(standing);
    const stopping = new AbortController();
    const { signal } = stopping;
    const waiting = [waits.waitFor('6', 60_000, signal), waits.waitForStream('a', 3, 60_000, signal)];
    now.checkpoint = '6';
    stopping.abort();
    expect(await Promise.all(waiting)).toEqual(['reached', 'stale']);
    expect(await waits.waitFor('7', 60_000, signal)).toBe('stale');
  });

  it('sees what another process applied, where it is asked to poll', async () => {
    const { now, standing } = saying();
    const waiting = createWaits(standing, 1).waitFor('6', 60_000);
    now.checkpoint = '7';
    expect(await waiting).toBe('reached');
  });

  it('fails with the database', async () => {
    const lost = async (): Promise<never> => {
      throw new Error('connection refused');
    };
    const waits = createWaits({ checkpoint: lost, stream: lost });
    await expect(waits.waitFor('6', 60_000)).rejects.toThrow('connection refused');
  });
});
