import type { BatchChanges, BatchRequest, ModelChanges, ParkedEvent, StoredVersion } from '../engine/tables.ts';
import type { ReadModelName } from '../read-models/read-model.ts';
import type { Statement } from './batch-client.ts';
import type { Generation } from './create-generation.ts';
import * as sql from './statements.ts';

const RECORD = '\u001e';
/** Between the tokens of one row. */
export const UNIT = '\u001f';

/** Statements of one generation; their names hold its schema, because a plan belongs to a table. */
export function statementsOf({ projection, generation, schema }: Generation, codeVersion: string) {
  const own = [projection, generation] as const;
  const named = (name: string, text: string, values: readonly unknown[]): Statement => ({
    name: `${schema}_${name}`,
    text,
    values,
  });

  const insert = (model: ReadModelName, versions: readonly StoredVersion[]): Statement => {
    const column = (of: (version: StoredVersion) => string | null): string =>
      versions.map((each) => of(each) ?? '').join(RECORD);
    return named(`insert_${model}`, sql.insertVersions(schema, model), [
      column(({ key }) => key),
      column(({ knownFrom }) => knownFrom),
      column(({ knownTo }) => knownTo),
      column(({ stream }) => stream),
      column(({ born }) => born),
      column(({ during }) => during),
      column(({ surely }) => surely),
      column(({ refs }) => refs.join(UNIT)),
      column(({ doc }) => doc),
      column(({ memo }) => memo),
    ]);
  };

  const close = (model: ReadModelName, closed: ModelChanges['closed']): Statement =>
    named(`close_${model}`, sql.closeVersions(schema, model), [
      closed.map(({ key }) => key),
      closed.map(({ from }) => from),
      closed.map(({ at }) => at),
    ]);

  const values = (changes: BatchChanges['values']): Statement =>
    named('insert_values', sql.insertValues(schema), [
      changes.map(({ subject }) => subject),
      changes.map(({ ref }) => ref),
      changes.map(({ value }) => value),
    ]);

  const park = (parked: readonly ParkedEvent[]): Statement =>
    named('park', sql.PARK, [
      ...own,
      codeVersion,
      parked.map(({ stream }) => stream),
      parked.map(({ position }) => position),
      parked.map(({ revision }) => revision),
      parked.map(({ type }) => type),
      parked.map(({ reason }) => reason),
      parked.map(({ error }) => error),
    ]);

  return {
    begin: named('begin', 'BEGIN', []),
    commit: named('commit', 'COMMIT', []),
    rollback: named('rollback', 'ROLLBACK', []),
    checkpoint: named('checkpoint', sql.CHECKPOINT, own),
    parkedStreams: named('parked_streams', sql.PARKED_STREAMS, own),
    take: (advance: BatchRequest['advance']): Statement =>
      advance ? named('advance', sql.ADVANCE, [...own, advance.from, advance.to]) : named('hold', sql.HOLD, own),
    streams: (streams: readonly string[]): Statement => named('streams', sql.streamStates(schema), [...own, streams]),
    rows: (model: ReadModelName, keys: readonly string[]): Statement =>
      named(`rows_${model}`, sql.openRows(schema, model), [keys]),
    /** In the order they must run in: an open version is closed before its successor comes. */
    write: ({ models, values: personal, heads, parked, unpark }: BatchChanges): readonly Statement[] => [
      ...[...models].flatMap(([model, { closed, versions }]) => [
        ...(closed.length > 0 ? [close(model, closed)] : []),
        ...(versions.length > 0 ? [insert(model, versions)] : []),
      ]),
      ...(personal.length > 0 ? [values(personal)] : []),
      ...(heads.size > 0 ? [named('heads', sql.moveHeads(schema), [[...heads.keys()], [...heads.values()]])] : []),
      ...(unpark ? [named('unpark', sql.UNPARK, [...own, unpark.stream, unpark.upTo])] : []),
      ...(parked.length > 0 ? [park(parked)] : []),
    ],
  };
}
