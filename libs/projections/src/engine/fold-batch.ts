import { comparePositions, type DomainEvent, type RecordedEvent } from '#libs/contracts';
import { changesClaims } from '#libs/domain';
import type { ReadModel, ReadModelName } from '../read-models/read-model.ts';
import { subjectOf } from '../read-models/subject.ts';
import { describeError, type PreparedEvent, type Problem } from './prepare.ts';
import { createStage, type RowChange, type Stage } from './stage.ts';
import type { Assumed } from './row-cache.ts';
import type { BatchChanges, BatchKnowledge, ParkedEvent } from './tables.ts';

/** The events of the streams in which earlier claims are changed, from the log, up to the batch's end or further. */
export type Histories = ReadonlyMap<string, readonly PreparedEvent[]>;

export interface FoldedBatch extends BatchChanges {
  readonly applied: number;
  /** Events whose revision was in the rows already. */
  readonly duplicates: number;
  /** The rows at the end of the batch. */
  readonly standing: Stage['standing'];
}

const foldedBy = (models: readonly ReadModel[], stream: string): readonly ReadModel[] => {
  const { category } = subjectOf(stream);
  return models.filter((model) => model.category === null || model.category === category);
};

/**
 * The keys whose open rows must be there before the batch is folded. Not those that nothing can have written yet (the row that an event
 * begins under its own id, any row of a stream without events), nor those that are assumed to be known.
 */
export function keysOf(
  models: readonly ReadModel[],
  prepared: readonly PreparedEvent[],
  histories: Histories,
  { revisions }: Assumed,
): ReadonlyMap<ReadModelName, readonly string[]> {
  const keys = new Map<ReadModelName, Set<string>>(models.map(({ name }) => [name, new Set()]));
  for (const { event } of prepared) {
    const assumed = event ? revisions.get(event.stream) : undefined;
    if (!event || assumed === -1) continue;
    for (const model of foldedBy(models, event.stream))
      if (assumed === undefined || model.category === null)
        for (const key of model.keys(event)) if (key !== event.id) keys.get(model.name)!.add(key);
  }
  for (const { event } of [...histories.values()].flat())
    for (const model of event ? foldedBy(models, event.stream) : [])
      if (revisions.get(event!.stream) === undefined || model.category === null)
        for (const key of model.keys(event!)) keys.get(model.name)!.add(key);
  return new Map([...keys].map(([name, wanted]) => [name, [...wanted]]));
}

function historyOf(event: DomainEvent, histories: Histories): DomainEvent[] {
  const history = histories.get(event.stream) ?? [];
  const known = history.filter(({ recorded }) => comparePositions(recorded.position, event.position) <= 0);
  return known.map(({ recorded, event: earlier }) => {
    if (!earlier) throw new Error(`the event at position ${recorded.position} of its stream cannot be read`);
    return earlier;
  });
}

/** All rows of the stream anew; keys that have none any more included, so that those rows end. */
function refold(model: ReadModel, events: readonly DomainEvent[]): RowChange[] {
  const rows = model.refold(events);
  const keys = new Set(events.flatMap((event) => [...model.keys(event)]));
  return [...keys].map((key) => ({ model: model.name, key, row: rows.get(key) }));
}

function changesOf(models: readonly ReadModel[], event: DomainEvent, stage: Stage, histories: Histories): RowChange[] {
  const folding = foldedBy(models, event.stream);
  if (changesClaims(event.type)) {
    const events = historyOf(event, histories);
    return folding.flatMap((model) => refold(model, events));
  }
  return folding.flatMap((model) =>
    model
      .keys(event)
      .map((key) => ({ model: model.name, key, row: model.apply(stage.row(model.name, key), event, key) })),
  );
}

const gap = (last: number, recorded: RecordedEvent): Problem => ({
  reason: 'gap',
  error: `revision ${last + 1} is missing before ${recorded.revision}`,
});

/**
 * Folds a batch in the log's order. An event that cannot be folded changes nothing and is parked, and so is everything behind it in its
 * stream; all other streams go on. Each stream's revisions must follow each other: less is a duplicate, more is a gap.
 */
export function foldBatch(
  models: readonly ReadModel[],
  prepared: readonly PreparedEvent[],
  knowledge: BatchKnowledge,
  histories: Histories,
): FoldedBatch {
  const stage = createStage(knowledge.rows);
  const heads = new Map<string, number>();
  const parked: ParkedEvent[] = [];
  const parkedStreams = new Set<string>();
  const values: BatchChanges['values'][number][] = [];
  let applied = 0;
  let duplicates = 0;

  const problemWith = ({ recorded, event, problem }: PreparedEvent, last: number): Problem | null => {
    const { stream } = recorded;
    if (parkedStreams.has(stream) || knowledge.streams.get(stream)?.parked)
      return { reason: 'behind', error: 'stands behind a parked event of its stream' };
    if (recorded.revision > last + 1) return gap(last, recorded);
    if (problem || !event) return problem;
    try {
      stage.put(changesOf(models, event, stage, histories), recorded.position);
      return null;
    } catch (error) {
      return { reason: 'failed', error: describeError(error) };
    }
  };

  for (const each of prepared) {
    const { position, stream, revision, type } = each.recorded;
    const last = heads.get(stream) ?? knowledge.streams.get(stream)?.revision ?? -1;
    if (revision <= last) {
      duplicates += 1;
      continue;
    }
    const problem = problemWith(each, last);
    if (problem) {
      parked.push({ position, stream, revision, type, ...problem });
      parkedStreams.add(stream);
      continue;
    }
    heads.set(stream, revision);
    values.push(...each.values);
    applied += 1;
  }
  return { models: stage.changes(), values, heads, parked, applied, duplicates, standing: stage.standing };
}
