import { comparePositions, type RecordedEvent, START } from '#libs/contracts';
import type { EventLogReader } from '#libs/event-log';
import type { ReadModel } from '../read-models/read-model.ts';
import { foldBatch } from './fold-batch.ts';
import type { FoldedBatch } from './stage.ts';
import { type Histories, keysOf } from './keys.ts';
import { changedStreams, type PreparedEvent, prepareEvent } from './prepare.ts';
import { confirm, nothingAssumed, type RowCache, StaleRows, withAssumed } from './row-cache.ts';
import { BatchRefused, type BatchRequest, type GenerationTables } from './tables.ts';

/** What every batch is applied with. */
export interface Engine {
  readonly log: Pick<EventLogReader, 'readStream'>;
  readonly models: readonly ReadModel[];
  readonly tables: GenerationTables;
  /** Only for the one that follows the log. */
  readonly cache?: RowCache;
}

const HISTORY_PAGE = 1_000;

/** All events of a stream, as far as the log has them now. */
async function readHistory(log: Engine['log'], stream: string): Promise<readonly RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for (;;) {
    const page = await log.readStream(stream, { from: events.length, limit: HISTORY_PAGE });
    events.push(...page);
    if (page.length < HISTORY_PAGE) return events;
  }
}

async function historiesOf(log: Engine['log'], prepared: readonly PreparedEvent[]): Promise<Histories> {
  const histories = new Map<string, readonly PreparedEvent[]>();
  for (const stream of changedStreams(prepared)) {
    const events = await readHistory(log, stream);
    histories.set(
      stream,
      events.map((event) => prepareEvent(event)),
    );
  }
  return histories;
}

/** Looks up what the events need, folds them, and writes what changed: one transaction. `fold` may look at less than all of it. */
export async function applyPrepared(
  engine: Engine,
  prepared: readonly PreparedEvent[],
  advance: BatchRequest['advance'],
  fold: typeof foldBatch = foldBatch,
): Promise<FoldedBatch> {
  const { log, models, tables, cache } = engine;
  const histories = await historiesOf(log, prepared);
  const streams = [...new Set(prepared.map(({ recorded }) => recorded.stream))];
  const assumed = cache?.assume(prepared) ?? nothingAssumed;
  const request = { advance, streams, keys: keysOf(models, prepared, histories, assumed) };
  try {
    const folded = await tables.batch(request, (knowledge) => {
      confirm(assumed, knowledge.streams);
      return fold(models, prepared, { ...knowledge, rows: withAssumed(knowledge.rows, assumed) }, histories);
    });
    cache?.keep(folded, models);
    return folded;
  } catch (error) {
    cache?.clear();
    if (!(error instanceof StaleRows)) throw error;
    return applyPrepared({ log, models, tables }, prepared, advance, fold);
  }
}

/** A batch as it was applied, whole or in parts. */
export type AppliedBatch = Pick<FoldedBatch, 'heads' | 'parked' | 'applied' | 'duplicates'>;

const joined = (one: AppliedBatch, other: AppliedBatch): AppliedBatch => ({
  heads: new Map([...one.heads, ...other.heads]),
  parked: [...one.parked, ...other.parked],
  applied: one.applied + other.applied,
  duplicates: one.duplicates + other.duplicates,
});

/**
 * Applies events in the log's order and moves the checkpoint from `from` to the last of them. What the database refuses is halved until
 * the offender is alone and parked, so that one event never holds up the others.
 * @throws ProjectionFenced when the checkpoint no longer stands at `from`
 */
export async function applyBatch(
  engine: Engine,
  from: string,
  events: readonly RecordedEvent[],
): Promise<AppliedBatch> {
  return applyAll(
    engine,
    from,
    events.map((event) => prepareEvent(event)),
  );
}

const greatest = (prepared: readonly PreparedEvent[]): string =>
  prepared.reduce(
    (most, { recorded: { position } }) => (comparePositions(position, most) > 0 ? position : most),
    START,
  );

/**
 * As `applyBatch`, of what is prepared; the checkpoint moves to `to`, which may lie behind the last event where something was delivered that is
 * none.
 */
export async function applyAll(
  engine: Engine,
  from: string,
  prepared: readonly PreparedEvent[],
  to = prepared.at(-1)?.place ?? from,
): Promise<AppliedBatch> {
  const advance = { from, to, position: greatest(prepared) };
  try {
    return await applyPrepared(engine, prepared, advance);
  } catch (error) {
    if (!(error instanceof BatchRefused)) throw error;
    const [only] = prepared;
    if (prepared.length === 1) return applyPrepared(engine, [refused(only!, error)], advance);
    const middle = prepared.length >> 1;
    const first = await applyAll(engine, from, prepared.slice(0, middle));
    return joined(first, await applyAll(engine, prepared[middle - 1]!.place, prepared.slice(middle), to));
  }
}

/** The event as one that cannot be applied, for what the database said of its rows. */
export const refused = ({ recorded, place }: PreparedEvent, error: BatchRefused): PreparedEvent => ({
  recorded,
  place,
  event: null,
  values: [],
  problem: { reason: 'refused', error: error.message },
});
