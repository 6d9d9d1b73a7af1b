import { createHash } from 'node:crypto';
import type { EventLog } from '#libs/event-log';
import { type HistoryStep, randomHistory } from '../../../support-domain/histories.ts';

const UUID = /[0-9a-f]{8}(?=-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})/g;

type Step = Pick<HistoryStep, 'stream' | 'events'>;

/** The same history about other things: every id is another one, the same for the same. */
function copyOf(text: string, copy: number): Step[] {
  const other = (begin: string): string => createHash('md5').update(`${copy} ${begin}`).digest('hex').slice(0, 8);
  const known = new Map<string, string>();
  const replaced = text.replace(UUID, (begin) => {
    const found = known.get(begin) ?? other(begin);
    known.set(begin, found);
    return found;
  });
  return JSON.parse(replaced) as Step[];
}

const WHOLE = 500;

/**
 * A history of roughly so many commands: making one takes longer the longer it gets, so that a long one is many copies of a short one,
 * all under way at the same time.
 */
export function longHistory(seed: number, commands: number): Step[] {
  const text = JSON.stringify(
    randomHistory({ seed, commands: Math.min(commands, WHOLE) }).map(({ stream, events }) => ({ stream, events })),
  );
  const copies = Array.from({ length: Math.max(1, Math.round(commands / WHOLE)) }, (_, copy) => copyOf(text, copy));
  return copies[0]!.flatMap((_, step) => copies.map((each) => each[step]!));
}

/** Appends in order, whatever stands there. */
export async function appendSteps(log: EventLog, steps: readonly Step[]): Promise<void> {
  for (const { stream, events } of steps) {
    const outcome = await log.append({ stream, expected: 'any', events });
    if (outcome.kind !== 'appended') throw new Error(`${stream}: ${outcome.kind}`);
  }
}
