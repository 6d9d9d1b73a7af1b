import type { GenerationStatus, ParkedRow } from '#libs/projections';

/** A stream that stands still: the event (or the operator's mark) that holds it up, and how many of its events wait. */
export interface ParkedStream extends ParkedRow {
  readonly waiting: number;
}

export interface ProjectionsStatus {
  readonly projections: readonly GenerationStatus[];
  /** Of the generation that serves. */
  readonly parked: readonly ParkedStream[];
}

/** The rows of each stream put together; they come in the streams' order, the one that holds it up first. */
export function parkedStreamsOf(rows: readonly ParkedRow[]): ParkedStream[] {
  const streams = new Map<string, ParkedRow[]>();
  for (const row of rows) streams.set(row.stream, [...(streams.get(row.stream) ?? []), row]);
  return [...streams.values()].map((waiting) => ({
    ...waiting[0]!,
    // The mark of an operator is no event.
    waiting: waiting.filter(({ revision }) => revision !== null).length,
  }));
}

export async function projectionsStatus(
  list: () => Promise<readonly GenerationStatus[]>,
  parked: () => Promise<readonly ParkedRow[]>,
): Promise<ProjectionsStatus> {
  const [projections, rows] = await Promise.all([list(), parked()]);
  return { projections, parked: parkedStreamsOf(rows) };
}
