import { comparePositions } from '#libs/contracts';
import type { Passed } from './passed.ts';

/** The most recent events of the log, as many as fit. */
export interface Recent {
  /** The last position that was added. */
  readonly position: () => string;
  /** What came after the cursor; null where that reaches further back than what is kept. */
  readonly since: (cursor: string) => readonly Passed[] | null;
  add(each: Passed): void;
  /** Lets go of the oldest beyond what fits. */
  trim(): void;
}

/** Keeps events from the position on. @param most characters of event text that are kept */
export function recentEvents(from: string, most: number): Recent {
  let position = from;
  let floor = from;
  let kept: Passed[] = [];
  let size = 0;
  return {
    position: () => position,
    since: (cursor) =>
      comparePositions(cursor, floor) < 0
        ? null
        : kept.filter(({ event }) => comparePositions(event.position, cursor) > 0),
    add(each) {
      kept.push(each);
      size += each.json.length;
      position = each.event.position;
    },
    trim() {
      let dropped = 0;
      while (size > most && dropped < kept.length) {
        const oldest = kept[dropped]!;
        size -= oldest.json.length;
        floor = oldest.event.position;
        dropped += 1;
      }
      if (dropped > 0) kept = kept.slice(dropped);
    },
  };
}
