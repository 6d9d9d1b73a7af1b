import { comparePositions, type DomainEvent, type RecordedEvent } from '#libs/contracts';
import { changesClaims } from '#libs/domain';
import type { ReadModel } from '../read-models/read-model.ts';
import type { Row } from '../read-models/row.ts';
import { foldedBy, type Histories } from './keys.ts';
import { describeError, type PreparedEvent, type Problem } from './prepare.ts';
import { createStage, type FoldedBatch, type RowChange, type Stage } from './stage.ts';
import type { BatchKnowledge, ParkedEvent } from './tables.ts';

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

/** A row belongs to one stream, or streams that travel apart would write over each other. */
function ownRow(stage: Stage, model: ReadModel, event: DomainEvent, key: string): Row | undefined {
  const row = stage.row(model.name, key);
  if (row && row.stream !== event.stream) throw new Error(`the row ${key} belongs to ${row.stream}`);
  return row;
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
      .map((key) => ({ model: model.name, key, row: model.apply(ownRow(stage, model, event, key), event, key) })),
  );
}

const gap = (last: number, recorded: RecordedEvent): Problem => ({
  reason: 'gap',
  error: `revision ${last + 1} is missing before ${recorded.revision}`,
});

const behind: Problem = { reason: 'behind', error: 'stands behind a parked event of its stream' };

/** What has become of a batch so far. */
interface Folding {
  readonly models: readonly ReadModel[];
  readonly knowledge: BatchKnowledge;
  readonly histories: Histories;
  readonly stage: Stage;
  readonly heads: Map<string, number>;
  readonly parked: Map<string, ParkedEvent[]>;
}

function problemWith(folding: Folding, { recorded, event, problem }: PreparedEvent, last: number): Problem | null {
  const { knowledge, parked, models, stage, histories } = folding;
  if (parked.has(recorded.stream) || knowledge.streams.get(recorded.stream)?.parked) return behind;
  if (recorded.revision > last + 1) return gap(last, recorded);
  if (problem || !event) return problem;
  try {
    stage.put(changesOf(models, event, stage, histories), recorded.position);
    return null;
  } catch (error) {
    return { reason: 'failed', error: describeError(error) };
  }
}

/** @returns what became of the event */
function foldEvent(folding: Folding, prepared: PreparedEvent): 'applied' | 'parked' | 'duplicate' {
  const { heads, knowledge, parked } = folding;
  const { position, stream, revision, type } = prepared.recorded;
  const last = heads.get(stream) ?? knowledge.streams.get(stream)?.revision ?? -1;
  if (revision <= last) return 'duplicate';
  const problem = problemWith(folding, prepared, last);
  if (problem) {
    parked.set(stream, [...(parked.get(stream) ?? []), { position, stream, revision, type, ...problem }]);
    return 'parked';
  }
  heads.set(stream, revision);
  return 'applied';
}

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
  const folding = { models, knowledge, histories, stage, heads: new Map(), parked: new Map() };
  const became = prepared.map((each) => foldEvent(folding, each));
  const { heads, parked }: Folding = folding;
  return {
    models: stage.changes(),
    values: prepared.flatMap(({ values }, index) => (became[index] === 'applied' ? values : [])),
    heads,
    parked: [...parked.values()].flat(),
    applied: became.filter((each) => each === 'applied').length,
    duplicates: became.filter((each) => each === 'duplicate').length,
    standing: stage.standing,
  };
}
