import type { EventLogReader } from '#libs/event-log';
import type pg from 'pg';
import { listProjections, type ProjectionStatus } from '../postgres/progress.ts';
import type { Moved } from './builder.ts';
import { type Build, buildsOf } from './builds.ts';
import { type KeptComparison, lastComparisons } from './comparisons.ts';
import { createLive } from './live.ts';

/** A generation with all that is known of it. */
export interface GenerationStatus extends ProjectionStatus {
  /** How it was filled from the log; null where it was followed from the log's beginning. */
  readonly build: Build | null;
  /** The last time it was held against the one that served then. */
  readonly comparison: KeptComparison | null;
  /** What it lacks of what this code reads and writes; such a generation is neither followed nor read. */
  readonly lacking: readonly string[];
}

/** Every generation, the retired ones too. `moved`: how far a build of this process is, which the database learns a moment later. */
export async function generationStatuses(
  database: Pick<pg.Pool, 'query'>,
  log: Pick<EventLogReader, 'head' | 'readAll'>,
  moved: (generation: number) => Moved | undefined = () => undefined,
): Promise<readonly GenerationStatus[]> {
  const [projections, builds, comparisons, live] = await Promise.all([
    listProjections(database, log),
    buildsOf(database),
    lastComparisons(database),
    createLive(database)(),
  ]);
  const of = <Each extends { generation: number }>(all: readonly Each[], number: number): Each | undefined =>
    all.find(({ generation }) => generation === number);
  return projections.map((each) => {
    const build = of(builds, each.generation);
    return {
      ...each,
      build: build ? { ...build, ...moved(each.generation) } : null,
      comparison: of(comparisons, each.generation) ?? null,
      lacking: of(live, each.generation)?.lacking ?? [],
    };
  });
}
