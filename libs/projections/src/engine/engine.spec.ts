import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { comparePositions } from '#libs/contracts';
import { applyAll, engineOf, history, projected } from '../testing/cases.ts';
import { foldByHand } from '../testing/fold-by-hand.ts';
import { createMemoryTables } from '../testing/memory-tables.ts';
import { applyBatch } from './apply-batch.ts';
import { type GenerationTables, ProjectionFenced } from './tables.ts';

const seeds = fc.integer({ min: 0, max: 1_000_000 });
const runs = { numRuns: 8 };

describe('the engine', () => {
  it('gives the same rows whatever the batches are', async () => {
    await fc.assert(
      fc.asyncProperty(seeds, async (seed) => {
        const made = await history(seed);
        const whole = await projected(made, 1_000);
        for (const size of [1, 7]) expect((await projected(made, size)).dump()).toBe(whole.dump());
      }),
      runs,
    );
  });

  it('gives, as of every position, what a fold by hand up to there gives', async () => {
    await fc.assert(
      fc.asyncProperty(seeds, async (seed) => {
        const made = await history(seed, 90);
        const tables = await projected(made, 13);
        for (const { position } of made.events) expect(tables.asOf(position)).toBe(foldByHand(made.events, position));
      }),
      runs,
    );
  });

  it('would not pass with an as-of range that is off by one', async () => {
    const made = await history(5);
    const tables = await projected(made);
    const wrong = made.events.filter(
      ({ position }) => tables.asOf(position) === foldByHand(made.events, String(BigInt(position) - 1n)),
    );
    // Only events that change no row may look the same one position earlier.
    expect(wrong.length).toBeLessThan(made.events.length / 4);
  });

  it('opens no version where nothing changed', async () => {
    const made = await history(11);
    const tables = await projected(made);
    const versions = tables
      .dump()
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line.slice(line.indexOf(' '))));
    versions.sort((one, other) => one.key.localeCompare(other.key) || comparePositions(one.knownFrom, other.knownFrom));
    const content = ({ knownFrom: _from, knownTo: _to, ...row }: { knownFrom: string; knownTo: string }): string =>
      JSON.stringify(row);
    const successive = versions.filter(
      (version, index) => index > 0 && content(version) === content(versions[index - 1]),
    );
    expect(versions.length).toBeGreaterThan(made.events.length / 2);
    expect(successive).toEqual([]);
  });
});

describe('the checkpoint', () => {
  it('fences a left-over projector before it writes anything', async () => {
    const made = await history(41);
    const tables = createMemoryTables();
    const engine = engineOf(made.log, tables);
    await applyBatch(engine, '0', made.events.slice(0, 20));
    const before = tables.dump();
    await expect(applyBatch(engine, '0', made.events.slice(0, 20))).rejects.toBeInstanceOf(ProjectionFenced);
    expect(tables.dump()).toBe(before);
  });
});

describe('a checkpoint moved before its rows', () => {
  it('loses events in a crash; continuity shows it', async () => {
    const made = await history(42);
    const real = createMemoryTables();
    const broken: GenerationTables = {
      ...real,
      async batch(request, fold) {
        await real.batch({ ...request, streams: [], keys: new Map() }, () => ({
          models: new Map(),
          values: [],
          heads: new Map(),
          parked: [],
        }));
        if (request.advance?.from === '20') throw new Error('killed between checkpoint and rows');
        return real.batch({ ...request, advance: null }, fold);
      },
    };
    const engine = engineOf(made.log, broken);
    await expect(applyAll(engine, made.events, 20)).rejects.toThrow('killed');
    await applyAll(engine, made.events.slice(40), 20);
    expect(real.dump()).not.toBe((await projected(made)).dump());
    expect(real.parked.some(({ reason }) => reason === 'gap')).toBe(true);
  });
});
