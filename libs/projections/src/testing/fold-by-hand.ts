import { comparePositions, type RecordedEvent } from '#libs/contracts';
import { understand } from '../engine/prepare.ts';
import { readModels } from '../read-models/all.ts';
import { subjectOf } from '../read-models/subject.ts';

/**
 * The rows that the log gives at a position, computed the plain way: all events of each stream up to there, folded anew. No batches, no
 * versions, no increments; written as `MemoryTables.asOf` writes them.
 */
export function foldByHand(log: readonly RecordedEvent[], position: string): string {
  const known = log.filter((event) => comparePositions(event.position, position) <= 0);
  const streams = new Map<string, RecordedEvent[]>();
  for (const event of known) streams.set(event.stream, [...(streams.get(event.stream) ?? []), event]);
  const rows = [...streams].flatMap(([stream, recorded]) => {
    const events = recorded.map((event) => understand(event).event);
    const models = readModels.filter(({ category }) => category === null || category === subjectOf(stream).category);
    return models.flatMap((model) => [...model.refold(events)].map(([key, row]) => ({ model: model.name, key, row })));
  });
  return rows
    .map(({ model, key, row: { stream, born, during, surely, refs, doc, memo } }) => {
      const memoText = memo === null ? null : JSON.stringify(memo);
      return `${model} ${JSON.stringify({ key, stream, born, during, surely, refs, doc: JSON.stringify(doc), memo: memoText })}`;
    })
    .sort()
    .join('\n');
}
