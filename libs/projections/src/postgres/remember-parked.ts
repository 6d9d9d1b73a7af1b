import type pg from 'pg';
import type { Progress } from '../engine/waits.ts';
import type { Generation } from './create-generation.ts';
import { parkedStreams } from './progress.ts';

const SEEN_FOR = 1_000;

/** Which streams stand still: asked at most once a second, because every query asks; anew where something was parked or set free here. */
export function rememberParked(pool: pg.Pool, generation: Generation) {
  let known: { at: number; streams: Promise<string[]> } | null = null;
  const some = new Set<string>();
  return {
    heard({ parked, heads }: Progress): void {
      if (parked.length > 0 || (some.size > 0 && [...heads.keys()].some((stream) => some.has(stream)))) known = null;
    },
    streams(): Promise<string[]> {
      if (!known || Date.now() - known.at > SEEN_FOR) {
        const streams = parkedStreams(pool, generation);
        known = { at: Date.now(), streams };
        streams.then(
          (found) => {
            some.clear();
            for (const stream of found) some.add(stream);
          },
          () => (known = null),
        );
      }
      return known.streams;
    },
  };
}
