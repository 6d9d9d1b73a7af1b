import { LRUCache } from 'lru-cache';
import { comparePositions, START } from '#libs/contracts';

const MOST_KNOWN = 10_000;

interface Milestone {
  readonly position: string;
  /** No event up to here was recorded later than this, in milliseconds since 1970. */
  readonly latest: number;
}

/**
 * What this process has learnt of the log's positions. The server takes no position but an event's, and has no index by time:
 * milestones are the events from which it can be read on to find the others.
 */
export class Places {
  readonly #known = new LRUCache<string, true>({ max: MOST_KNOWN });
  readonly #milestones: Milestone[] = [{ position: START, latest: -Infinity }];

  /** An event stands at this position. */
  note(position: string): void {
    this.#known.set(position, true);
  }

  isKnown(position: string): boolean {
    return position === START || this.#known.has(position);
  }

  /** Keeps a milestone in its place; both positions and times rise along the list, so a bound that is too high is lowered to the next one's. */
  setMilestone({ position, latest }: Milestone): void {
    const index = this.#lastIndex((milestone) => comparePositions(milestone.position, position) <= 0);
    const before = this.#milestones[index] as Milestone;
    if (before.position === position) return;
    const bound = Math.min(latest, this.#milestones[index + 1]?.latest ?? Infinity);
    this.#milestones.splice(index + 1, 0, { position, latest: Math.max(before.latest, bound) });
  }

  /** The last milestone at or before the position. */
  before(position: string): Milestone {
    return this.#lastWhere((milestone) => comparePositions(milestone.position, position) <= 0);
  }

  /** The last milestone such that no event up to it was recorded after the time. */
  until(millis: number): Milestone {
    return this.#lastWhere((milestone) => milestone.latest <= millis);
  }

  #lastWhere(holds: (milestone: Milestone) => boolean): Milestone {
    return this.#milestones[this.#lastIndex(holds)] as Milestone;
  }

  /** By halving: what is asked holds for a beginning of the list. */
  #lastIndex(holds: (milestone: Milestone) => boolean): number {
    let low = 0;
    let high = this.#milestones.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (holds(this.#milestones[middle] as Milestone)) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
