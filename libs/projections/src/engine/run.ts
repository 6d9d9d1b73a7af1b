import { setTimeout as pause } from 'node:timers/promises';
import { comparePositions, type RecordedEvent } from '#libs/contracts';
import { type Delivery, inBatchSpan } from '#libs/delivery';
import { type AppliedBatch, applyBatch, type Engine } from './apply-batch.ts';
import { ProjectionFenced } from './tables.ts';
import type { Progress } from './waits.ts';

/** The part of a pino logger that projections use. Never given personal data. */
export interface ProjectionLogger {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface AppliedProgress extends Progress {
  readonly applied: AppliedBatch;
  /** Milliseconds from the page in hand to the committed transaction. */
  readonly milliseconds: number;
}

export interface Run {
  readonly engine: Engine;
  readonly delivery: Delivery;
  readonly logger: ProjectionLogger;
  readonly signal: AbortSignal;
  /** Most events of a batch. */
  readonly batchSize: number;
  /** Where the checkpoint stands, each time that reading begins. */
  began(position: string): void;
  moved(progress: AppliedProgress): void;
}

const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 5_000;

/** Tells of what holds a stream up; what stands behind it is told with it. */

export function warnOfParked(logger: ProjectionLogger, { parked }: AppliedBatch): void {
  for (const { stream, position, revision, type, reason, error } of parked)
    if (reason !== 'behind')
      logger.error({ stream, position, revision, type, reason, error }, 'event parked, its stream stands still');
}

async function applyPage(run: Run, from: string, events: readonly RecordedEvent[]): Promise<string> {
  let position = from;
  for (let start = 0; start < events.length; start += run.batchSize) {
    const begun = performance.now();
    const batch = events.slice(start, start + run.batchSize);
    const place = position;
    const applied = await inBatchSpan('apply events', batch, {}, () => applyBatch(run.engine, place, batch));
    position = batch.at(-1)!.position;
    warnOfParked(run.logger, applied);
    const { heads, parked } = applied;
    run.moved({ position, heads, parked, applied, milliseconds: performance.now() - begun });
  }
  return position;
}

/** From the checkpoint on, page by page, until the signal aborts; the page in hand is finished. */
async function follow(run: Run): Promise<void> {
  let position = await run.engine.tables.checkpoint();
  run.began(position);
  const { signal, batchSize: limit } = run;
  for await (const page of run.delivery.pages({ after: position, limit, signal })) {
    // A delivery may repeat what lies before the checkpoint; behind it a repeat is known by its revision.
    const events = page.events.filter((event) => comparePositions(event.position, position) > 0);
    if (events.length > 0) position = await applyPage(run, position, events);
    if (signal.aborted) return;
  }
}

/**
 * Applies events as they are delivered. An outage (database, log) is waited out and the checkpoint read anew, because the transaction whose
 * answer was lost may have been committed. @throws ProjectionFenced
 */
export async function runProjection(run: Run): Promise<void> {
  let wait = FIRST_PAUSE;
  while (!run.signal.aborted) {
    try {
      await follow({ ...run, moved: (progress) => ((wait = FIRST_PAUSE), run.moved(progress)) });
    } catch (error) {
      if (error instanceof ProjectionFenced) throw error;
      if (run.signal.aborted) return;
      run.logger.warn({ error, retryInMilliseconds: wait }, 'projection interrupted');
      await pause(wait, undefined, { signal: run.signal }).catch(() => undefined);
      wait = Math.min(wait * 2, LONGEST_PAUSE);
    }
  }
}
