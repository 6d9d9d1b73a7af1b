import { comparePositions } from '#libs/contracts';
import { applyPrepared, type Engine, refused } from './apply-batch.ts';
import { foldBatch } from './fold-batch.ts';
import type { FoldedBatch } from './stage.ts';
import { type PreparedEvent, prepareEvent } from './prepare.ts';
import { BatchRefused, type ParkedEvent } from './tables.ts';

export interface Redriven {
  readonly stream: string;
  /** Events that are in the rows now. */
  readonly applied: number;
  /** The event that failed again and holds up the rest; null where nothing of the stream is parked any more. */
  readonly stopped: ParkedEvent | null;
  readonly heads: FoldedBatch['heads'];
}

const PAGE = 500;

/** As `foldBatch`, with the stream no longer taken for parked, and only as far as the checkpoint: what lies behind it will be delivered. */
const unparking =
  (stream: string): typeof foldBatch =>
  (models, prepared, knowledge, histories) => {
    const state = knowledge.streams.get(stream)!;
    const due = prepared.filter(({ recorded }) => comparePositions(recorded.position, knowledge.checkpoint) <= 0);
    const streams = new Map([[stream, { ...state, parked: false }]]);
    const folded = foldBatch(models, due, { ...knowledge, streams }, histories);
    return { ...folded, unpark: { stream, upTo: folded.heads.get(stream) ?? state.revision } };
  };

/** A page, or, where the database refuses it, its events one by one until the refused one is found; that one stays parked. */
async function applyPage(engine: Engine, stream: string, page: readonly PreparedEvent[]): Promise<FoldedBatch> {
  try {
    return await applyPrepared(engine, page, null, unparking(stream));
  } catch (error) {
    if (!(error instanceof BatchRefused)) throw error;
    const [first] = page;
    const next = page.length === 1 ? [refused(first!, error)] : page.slice(0, 1);
    return page.length === 1 ? applyPrepared(engine, next, null, unparking(stream)) : applyPage(engine, stream, next);
  }
}

/**
 * Applies what is parked of a stream, in order, from the log: missing revisions are fetched with it. Stops at the first event that fails
 * again, which stays parked with its new error and everything behind it.
 */
export async function redriveStream(engine: Engine, stream: string): Promise<Redriven> {
  let applied = 0;
  const heads = new Map<string, number>();
  for (;;) {
    const { revision } = await engine.tables.stream(stream);
    const page = (await engine.log.readStream(stream, { from: revision + 1, limit: PAGE })).map((event) =>
      prepareEvent(event),
    );
    const folded = await applyOrUnmark(engine, stream, page);
    applied += folded.applied;
    for (const [moved, head] of folded.heads) heads.set(moved, head);
    const [stopped = null] = folded.parked;
    const { parked } = await engine.tables.stream(stream);
    if (stopped || !parked) return { stream, applied, stopped, heads };
  }
}

/** A stream that an operator parked may have no event to apply; its mark goes all the same. */
function applyOrUnmark(engine: Engine, stream: string, page: readonly PreparedEvent[]): Promise<FoldedBatch> {
  if (page.length > 0) return applyPage(engine, stream, page);
  const nothing = { advance: null, streams: [stream], keys: new Map() };
  return engine.tables.batch(nothing, (knowledge) => unparking(stream)(engine.models, [], knowledge, new Map()));
}

/** Every parked stream, those that wait longest first; one that fails again does not keep the others. */
export async function redriveAll(engine: Engine): Promise<readonly Redriven[]> {
  const results: Redriven[] = [];
  for (const stream of await engine.tables.parkedStreams()) results.push(await redriveStream(engine, stream));
  return results;
}
