import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { comparePositions, START, type RecordedEvent } from '#libs/contracts';
import { positionAtByHand } from '../testing/time-contract.ts';
import { findAnchor, findPositionAt, type Finder } from './find-place.ts';
import { Places } from './places.ts';
import type { Place } from './stored-event.ts';

/** Logs of any length with holes between positions and a clock that also goes back. */
const logs = fc
  .array(fc.record({ step: fc.integer({ min: 1, max: 900 }), millis: fc.integer({ min: 0, max: 2_000 }) }), {
    maxLength: 400,
    size: 'max',
  })
  .map((steps): Place[] => {
    let position = 0;
    return steps.map(({ step, millis }) => ({ position: String((position += step)), millis }));
  });

const iso = (millis: number): string => new Date(millis).toISOString();
const asEvents = (log: readonly Place[]): RecordedEvent[] =>
  log.map(({ position, millis }) => ({ position, recordedAt: iso(millis) }) as RecordedEvent);

function finderOver(log: readonly Place[], more: Partial<Finder> = {}): Finder & { read: () => number } {
  let read = 0;
  const readAfter = async (position: string, limit: number): Promise<readonly Place[]> => {
    if (position !== START && !log.some((place) => place.position === position)) throw new Error('no event there');
    const page = log.filter((place) => comparePositions(place.position, position) > 0).slice(0, limit);
    read += page.length;
    return page;
  };
  return { places: new Places(), readAfter, ...more, read: () => read };
}

const anchorByHand = (log: readonly Place[], position: string): string =>
  log.findLast((place) => comparePositions(place.position, position) <= 0)?.position ?? START;

describe('places of a log without an index', () => {
  it('are found as they are defined, whatever was asked before', () =>
    fc.assert(
      fc.asyncProperty(
        logs,
        fc.array(fc.integer({ min: 0, max: 2_001 }), { maxLength: 8 }),
        fc.array(fc.integer({ min: 0, max: 400 * 900 }), { maxLength: 8 }),
        async (log, instants, positions) => {
          const finder = finderOver(log);
          for (const millis of instants) {
            expect(await findPositionAt(iso(millis), finder)).toBe(positionAtByHand(asEvents(log), iso(millis)));
          }
          for (const position of positions.map(String)) {
            expect(await findAnchor(position, finder)).toBe(anchorByHand(log, position));
          }
          for (const millis of instants) {
            expect(await findPositionAt(iso(millis), finder)).toBe(positionAtByHand(asEvents(log), iso(millis)));
          }
        },
      ),
      { numRuns: 30 },
    ));

  it('are found from any landmark that is right', () =>
    fc.assert(
      fc.asyncProperty(logs, fc.integer({ min: 0, max: 2_001 }), fc.nat(), async (log, millis, chance) => {
        const answer = positionAtByHand(asEvents(log), iso(millis));
        const upToAnswer = [START, ...log.map(({ position }) => position)].filter(
          (position) => comparePositions(position, answer) <= 0,
        );
        const landmark = async (): Promise<string> => upToAnswer[chance % upToAnswer.length] ?? START;
        const finder = finderOver(log, { landmarks: landmark, landmarkBefore: landmark });
        expect(await findPositionAt(iso(millis), finder)).toBe(answer);
        expect(await findAnchor(String(BigInt(answer)), finder)).toBe(answer);
        for (const other of [0, 500, 1_000, 2_000].map(iso)) {
          const unguided = { ...finder, landmarks: async () => START };
          expect(await findPositionAt(other, unguided)).toBe(positionAtByHand(asEvents(log), other));
        }
      }),
      { numRuns: 30 },
    ));

  it('are found from near by once the log has been read', async () => {
    const log = Array.from({ length: 5_000 }, (_, n) => ({ position: String(10 * n + 3), millis: n }));
    const finder = finderOver(log);
    expect(await findPositionAt(iso(4_999), finder)).toBe('49993');
    const before = finder.read();
    expect(await findPositionAt(iso(2_500), finder)).toBe('25003');
    expect(await findAnchor('12345', finder)).toBe('12343');
    expect(finder.read() - before).toBeLessThan(1_000);
  });

  it('refuses what is no instant', async () => {
    await expect(findPositionAt('yesterday', finderOver([]))).rejects.toThrow(RangeError);
  });
});
