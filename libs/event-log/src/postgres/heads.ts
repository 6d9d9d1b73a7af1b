import { LRUCache } from 'lru-cache';

const MOST_STREAMS = 100_000;
const NO_EVENTS = -1;

/**
 * The last revision of the streams written or asked for lately. True only because nobody else writes:
 * cleared on every error and every new connection.
 */
export class Heads {
  readonly #revisions = new LRUCache<string, number>({ max: MOST_STREAMS });

  missing(streams: Iterable<string>): string[] {
    return [...new Set(streams)].filter((stream) => !this.#revisions.has(stream));
  }

  /** Null: the stream has no events. Only for streams that are not `missing`. */
  get(stream: string): number | null {
    const revision = this.#revisions.get(stream);
    return revision === undefined || revision === NO_EVENTS ? null : revision;
  }

  set(stream: string, revision: number | null): void {
    this.#revisions.set(stream, revision ?? NO_EVENTS);
  }

  clear(): void {
    this.#revisions.clear();
  }
}
