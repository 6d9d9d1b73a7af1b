import { setTimeout as pause } from 'node:timers/promises';
import { comparePositions } from '#libs/contracts';
import type { EventLogReader } from '#libs/event-log';
import type pg from 'pg';
import { parkedStreams, standingOf } from '../postgres/progress.ts';
import { BuildGivenUp, type Moved } from './builder.ts';
import { type Build, findBuild } from './builds.ts';
import { createLive } from './live.ts';

/** How a build goes on. Positions are decimal strings. */
export type BuildProgress =
  | {
      readonly kind: 'filling';
      readonly generation: number;
      /** What has been read of the log in all passes, and what there is to read. */
      readonly read: string;
      readonly of: string;
      readonly passes: number;
      readonly done: number;
      readonly events: number;
      /** Why it broke off; it is tried again. */
      readonly error: string | null;
    }
  | { readonly kind: 'catching-up'; readonly generation: number; readonly position: string; readonly head: string }
  | {
      readonly kind: 'ready';
      readonly generation: number;
      readonly position: string;
      /** Events that were filled in. */
      readonly events: number;
      readonly startedAt: string;
      readonly filledAt: string;
      readonly parked: readonly string[];
    };

export interface WatchBuild {
  readonly pool: pg.Pool;
  readonly log: Pick<EventLogReader, 'head'>;
  readonly generation: number;
  /** How far a build of this process is; the database learns it a moment later. */
  readonly moved: (generation: number) => Moved | undefined;
}

const TELL_EVERY = 250;

function filling({ generation, upTo, passes, done, error, ...build }: Build, moved: Moved | undefined): BuildProgress {
  const { read, events } = moved ?? build;
  const of = String(BigInt(upTo) * BigInt(passes));
  return { kind: 'filling', generation, read, of, passes, done: done.length, events, error };
}

/** The build, as long as it is wanted. @throws BuildGivenUp */
async function wanted({ pool, generation }: WatchBuild): Promise<Build> {
  const isLive = (await createLive(pool)()).some((each) => each.generation === generation);
  const build = isLive ? await findBuild(pool, generation) : undefined;
  if (!build) throw new BuildGivenUp(`the build of generation ${generation} was given up`);
  return build;
}

/**
 * Tells how a build goes on until it has caught up with the log's end as it is when it is filled. Whoever stops listening stops nothing else.
 * @throws BuildGivenUp
 */
export async function* watchBuild(watch: WatchBuild): AsyncGenerator<BuildProgress> {
  const { pool, log, generation, moved } = watch;
  let build = await wanted(watch);
  for (; build.filledAt === null; build = await wanted(watch)) {
    yield filling(build, moved(generation));
    await pause(TELL_EVERY);
  }
  const { position: head } = await log.head();
  const standing = standingOf(pool, build);
  for (;;) {
    const position = await standing.checkpoint();
    if (comparePositions(position, head) >= 0) {
      const { events, startedAt, filledAt } = build;
      const parked = await parkedStreams(pool, build);
      return void (yield { kind: 'ready', generation, position, events, startedAt, filledAt, parked });
    }
    yield { kind: 'catching-up', generation, position, head };
    await pause(TELL_EVERY);
    await wanted(watch);
  }
}
