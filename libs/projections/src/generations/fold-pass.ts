import { comparePositions, type RecordedEvent, START } from '#libs/contracts';
import type { EventLogReader } from '#libs/event-log';
import { applyAll } from '../engine/apply-batch.ts';
import { changedStreams, type PreparedEvent, prepareEvent } from '../engine/prepare.ts';
import { createRowCache } from '../engine/row-cache.ts';
import type { ReadModel } from '../read-models/read-model.ts';
import type { FillingTables } from './filling-tables.ts';
import { createHistories } from './histories.ts';
import { partOf } from './part-of.ts';
import type { Breathe } from './turns.ts';

/** An operator's mark: what the stream says behind the position waits. */
export interface Mark {
  readonly stream: string;
  readonly position: string;
}

export interface FoldPass {
  readonly log: Pick<EventLogReader, 'readAll' | 'readStream'>;
  readonly models: readonly ReadModel[];
  readonly tables: FillingTables;
  /** The last position that counts. */
  readonly upTo: string;
  readonly pass: number;
  readonly passes: number;
  readonly marks: readonly Mark[];
  /** Called between slices of work. */
  readonly breathe: Breathe;
  readonly signal: AbortSignal;
  /** Told of every page: the last position that was read, and how many events of the part there were up to it. */
  readonly moved: (position: string, events: number) => void;
}

/** Small, because the driver reads all rows of a page in one go. */
const PAGE = 200;
/** Events that are folded together, before others of this process may have their turn. */
const SLICE = 16;

/** Pages up to a position, the next one on its way while the one in hand is folded. */
async function* pagesUpTo({ log, upTo, signal }: FoldPass): AsyncGenerator<readonly RecordedEvent[]> {
  const read = (after: string) => log.readAll({ after, limit: PAGE });
  let next = read(START);
  for (;;) {
    const page = await next;
    signal.throwIfAborted();
    const last = page.at(-1);
    const isLast = last === undefined || comparePositions(last.position, upTo) >= 0;
    if (!isLast) {
      next = read(last.position);
      // Met where it is awaited; whoever stops before must not leave a failure that nobody looks at.
      next.catch(() => undefined);
    }
    yield isLast ? page.filter(({ position }) => comparePositions(position, upTo) <= 0) : page;
    if (isLast) return;
  }
}

/** So many events that none of them lies behind a mark which those before it do not lie behind. */
function sliceFrom(events: readonly PreparedEvent[], start: number, mark: Mark | undefined): readonly PreparedEvent[] {
  const slice = events.slice(start, start + SLICE);
  if (!mark) return slice;
  const behind = slice.findIndex(({ recorded }) => comparePositions(recorded.position, mark.position) > 0);
  return behind < 0 ? slice : slice.slice(0, behind);
}

/** Marks in the order of their positions; each counts from the first event behind it on. */
function createMarking({ marks, tables }: FoldPass) {
  const left = [...marks].sort((one, other) => comparePositions(one.position, other.position));
  return {
    next: () => left[0],
    pass({ position }: RecordedEvent): void {
      while (left[0] && comparePositions(position, left[0].position) > 0) tables.mark(left.shift()!.stream);
    },
  };
}

async function prepareAll(events: readonly RecordedEvent[], breathe: Breathe): Promise<PreparedEvent[]> {
  const prepared: PreparedEvent[] = [];
  for (const event of events) {
    prepared.push(prepareEvent(event));
    await breathe();
  }
  return prepared;
}

/** Folds the events of one part of the streams, from the log's beginning up to a position. @returns how many events the part has */
export async function foldPass(run: FoldPass): Promise<number> {
  const { log, models, tables, pass, passes, breathe, moved } = run;
  const histories = createHistories(log);
  const engine = { log: histories, models, tables, cache: createRowCache() };
  const marking = createMarking(run);
  let events = 0;
  for await (const page of pagesUpTo(run)) {
    const own = passes === 1 ? page : page.filter(({ stream }) => partOf(stream, passes) === pass);
    const prepared = await prepareAll(own, breathe);
    await histories.fetch(changedStreams(prepared));
    for (let start = 0; start < prepared.length;) {
      marking.pass(prepared[start]!.recorded);
      const slice = sliceFrom(prepared, start, marking.next());
      await applyAll(engine, START, slice);
      start += slice.length;
      await breathe();
    }
    events += own.length;
    if (page.length > 0) moved(page.at(-1)!.position, events);
  }
  return events;
}
