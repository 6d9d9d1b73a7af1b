import { START } from '#libs/contracts';
import type { Engine } from './apply-batch.ts';
import { parkStream } from './park.ts';
import { type Redriven, redriveAll, redriveStream } from './redrive.ts';
import type { Progress } from './waits.ts';

export interface ByHand {
  /** @returns false where the stream was parked already */
  park(stream: string, reason: string): Promise<boolean>;
  /** One stream, or `all` parked ones. */
  redrive(stream: string): Promise<readonly Redriven[]>;
}

/** What an operator does beside the batches, and those who wait are told of it. */
export function byHandOf(engine: Engine, told: (progress: Progress) => void): ByHand {
  return {
    async park(stream, reason) {
      const done = await parkStream(engine.tables, stream, reason);
      told({ position: START, heads: new Map(), parked: [{ stream }] });
      return done;
    },
    async redrive(stream) {
      const results = stream === 'all' ? await redriveAll(engine) : [await redriveStream(engine, stream)];
      for (const { heads } of results) told({ position: START, heads, parked: [] });
      return results;
    },
  };
}
