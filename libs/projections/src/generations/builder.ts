import type { EventLogReader } from '#libs/event-log';
import type pg from 'pg';
import { withConnection } from '../postgres/connections.ts';
import type { ReadModel } from '../read-models/read-model.ts';
import { beginBuild, type BeginBuild } from './begin-build.ts';
import { type Build, buildsUnderWay, findBuild, tellProgress } from './builds.ts';
import { fillGeneration } from './fill.ts';
import { dropRetired, retireGeneration } from './retire.ts';

export interface BuilderOptions extends Omit<BeginBuild, 'passes'> {
  readonly log: EventLogReader;
  /** Login in the group `afa_projector`. */
  readonly url: string;
  readonly models: readonly ReadModel[];
  /** Milliseconds of rest after each slice of work. */
  readonly rest: number;
}

/** What has been read of the log in all passes, as positions, and how many events are in the rows. */
export type Moved = Pick<Build, 'read' | 'events'>;

/** The build was given up (`retire`) while it was filled. */
export class BuildGivenUp extends Error {
  override readonly name = 'BuildGivenUp';
}

/** Any number that is the same in all processes. Held by the connection that fills, so it ends with it. */
const FILLING_LOCK = 4_120_171_229;
const TRY_LOCK = 'SELECT pg_try_advisory_lock($1) AS taken';
/** Milliseconds between two words of how far it is. */
const TELL_EVERY = 500;

/** Writes down how far the build is, now and then, on another connection than its own; stops it where it is no longer wanted. */
function createTeller(database: pg.Client, build: Build, told: (moved: Moved) => void) {
  const givenUp = new AbortController();
  let last = 0;
  let telling: Promise<void> = Promise.resolve();
  const tell = async (moved: Moved): Promise<void> => {
    if (!(await tellProgress(database, build, moved))) givenUp.abort(new BuildGivenUp('the build was given up'));
  };
  return {
    signal: givenUp.signal,
    moved: (moved: Moved): void => {
      told(moved);
      if (performance.now() - last < TELL_EVERY) return;
      last = performance.now();
      telling = telling.then(() => tell(moved)).catch(() => undefined);
    },
    /** Settles when nothing is being written any more. */
    settled: () => telling,
  };
}

export interface Filling {
  readonly signal: AbortSignal;
  readonly moved?: (build: Build, moved: Moved) => void;
}

async function fill(options: BuilderOptions, client: pg.Client, build: Build, { signal, moved }: Filling) {
  await withConnection(options.url, async (database) => {
    const teller = createTeller(database, build, (progress) => moved?.(build, progress));
    try {
      await fillGeneration(
        { ...options, client, signal: AbortSignal.any([signal, teller.signal]), moved: teller.moved },
        build,
      );
    } finally {
      await teller.settled();
    }
  });
}

/** What other code has begun to fill is begun anew: rows of two foldings must not meet in one generation. */
async function ofThisCode(client: pg.Client, options: BuilderOptions, build: Build): Promise<Build> {
  if (build.code === options.code) return build;
  await retireGeneration(client, build.generation);
  await dropRetired(client);
  return beginBuild(client, options);
}

/**
 * Fills a generation that is to be filled, if there is one and no other process fills it.
 * @returns the build as it is then, or undefined where there was nothing to do here
 * @throws BuildGivenUp, AbortError, or what broke it off
 */
export function fillNext(options: BuilderOptions, filling: Filling): Promise<Build | undefined> {
  return withConnection(options.url, async (client) => {
    const { rows } = await client.query<{ taken: boolean }>(TRY_LOCK, [FILLING_LOCK]);
    if (!rows[0]!.taken) return undefined;
    const found = (await buildsUnderWay(client)).find(({ filledAt }) => filledAt === null);
    if (!found) return undefined;
    const build = await ofThisCode(client, options, found);
    await fill(options, client, build, filling);
    return findBuild(client, build.generation);
  });
}
