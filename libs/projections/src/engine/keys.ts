import type { DomainEvent } from '#libs/contracts';
import type { ReadModel, ReadModelName } from '../read-models/read-model.ts';
import { subjectOf } from '../read-models/subject.ts';
import type { PreparedEvent } from './prepare.ts';
import type { Assumed } from './row-cache.ts';

/** The events of the streams in which earlier claims are changed, from the log, up to the batch's end or further. */
export type Histories = ReadonlyMap<string, readonly PreparedEvent[]>;

/** The read models that fold a stream. */
export function foldedBy(models: readonly ReadModel[], stream: string): readonly ReadModel[] {
  const { category } = subjectOf(stream);
  return models.filter((model) => model.category === null || model.category === category);
}

const eventsIn = (prepared: readonly PreparedEvent[]): DomainEvent[] => prepared.flatMap(({ event }) => event ?? []);

/**
 * The keys whose open rows must be there before the batch is folded. Not those that nothing can have written yet (the row that an event
 * begins under its own id, any row of a stream without events), nor the subject's row of a stream that is assumed to be known.
 */
export function keysOf(
  models: readonly ReadModel[],
  prepared: readonly PreparedEvent[],
  histories: Histories,
  { revisions }: Assumed,
): ReadonlyMap<ReadModelName, readonly string[]> {
  const keys = new Map<ReadModelName, Set<string>>(models.map(({ name }) => [name, new Set()]));
  const add = (event: DomainEvent, unlike: string | null): void => {
    const known = revisions.has(event.stream);
    const asked = foldedBy(models, event.stream).filter(({ category }) => category === null || !known);
    for (const model of asked)
      for (const key of model.keys(event).filter((each) => each !== unlike)) keys.get(model.name)!.add(key);
  };
  for (const event of eventsIn(prepared)) if (revisions.get(event.stream) !== -1) add(event, event.id);
  for (const event of eventsIn([...histories.values()].flat())) add(event, null);
  return new Map([...keys].map(([name, wanted]) => [name, [...wanted]]));
}
