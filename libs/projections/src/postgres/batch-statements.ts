import type {
  Advance,
  BatchChanges,
  BatchRequest,
  ModelChanges,
  ParkedEvent,
  StoredVersion,
  Track,
} from '../engine/tables.ts';
import type { ReadModelName } from '../read-models/read-model.ts';
import type { Statement } from './batch-client.ts';
import type { Generation } from './create-generation.ts';
import * as sql from './statements.ts';

const RECORD = '\u001e';
/** Between the tokens of one row. */
export const UNIT = '\u001f';

type Named = (name: string, text: string, values: readonly unknown[]) => Statement;

/** The name holds the schema, because a plan belongs to a table. */
const namedIn =
  (schema: string): Named =>
  (name, text, values) => ({ name: `${schema}_${name}`, text, values });

function insertion(named: Named, schema: string, model: ReadModelName, versions: readonly StoredVersion[]): Statement {
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
}

const closing = (named: Named, schema: string, model: ReadModelName, closed: ModelChanges['closed']): Statement =>
  named(`close_${model}`, sql.closeVersions(schema, model), [
    closed.map(({ key }) => key),
    closed.map(({ from }) => from),
    closed.map(({ at }) => at),
  ]);

const valuesKept = (named: Named, schema: string, values: BatchChanges['values']): Statement =>
  named('insert_values', sql.insertValues(schema), [
    values.map(({ subject }) => subject),
    values.map(({ ref }) => ref),
    values.map(({ value }) => value),
    values.map(({ name }) => name?.knownFrom ?? null),
    values.map(({ name }) => (name ? `{${name.keys.join()}}` : null)),
  ]);

const parking = (named: Named, own: readonly unknown[], parked: readonly ParkedEvent[]): Statement =>
  named('park', sql.PARK, [
    ...own,
    parked.map(({ stream }) => stream),
    parked.map(({ position }) => position),
    parked.map(({ revision }) => revision),
    parked.map(({ type }) => type),
    parked.map(({ reason }) => reason),
    parked.map(({ error }) => error),
  ]);

/** In the order they must run in: an open version is closed before its successor comes, and what is redriven is unparked before it is parked. */
function writing(named: Named, { projection, generation, schema }: Generation, codeVersion: string) {
  const own = [projection, generation] as const;
  return ({ models, values, heads, parked, unpark }: BatchChanges): readonly Statement[] => [
    ...[...models].flatMap(([model, { closed, versions }]) => [
      ...(closed.length > 0 ? [closing(named, schema, model, closed)] : []),
      ...(versions.length > 0 ? [insertion(named, schema, model, versions)] : []),
    ]),
    ...(values.length > 0 ? [valuesKept(named, schema, values)] : []),
    ...(heads.size > 0 ? [named('heads', sql.moveHeads(schema), [[...heads.keys()], [...heads.values()]])] : []),
    ...(unpark ? [named('unpark', sql.UNPARK, [...own, unpark.stream, unpark.upTo])] : []),
    ...(parked.length > 0 ? [parking(named, [...own, codeVersion], parked)] : []),
  ];
}

/** Reading and moving the checkpoint of a track. */
function checkpointOf(named: Named, own: readonly unknown[], track: Track) {
  if (track === 'log')
    return {
      checkpoint: named('checkpoint', sql.CHECKPOINT, own),
      advance: ({ from, to }: Advance): Statement => named('advance', sql.ADVANCE, [...own, from, to]),
    };
  const { partition, incarnation } = track;
  return {
    checkpoint: named('partition_checkpoint', sql.PARTITION_CHECKPOINT, [...own, partition, incarnation]),
    advance: ({ from, to, position }: Advance): Statement =>
      named('advance_partition', sql.ADVANCE_PARTITION, [...own, from, to, partition, incarnation, position]),
  };
}

/** The statements of one generation. */
export function statementsOf(of: Generation, codeVersion: string, track: Track) {
  const { projection, generation, schema } = of;
  const own = [projection, generation] as const;
  const named = namedIn(schema);
  const { checkpoint, advance: advancing } = checkpointOf(named, own, track);
  return {
    begin: named('begin', 'BEGIN', []),
    commit: named('commit', 'COMMIT', []),
    rollback: named('rollback', 'ROLLBACK', []),
    checkpoint,
    parkedStreams: named('parked_streams', sql.PARKED_STREAMS, own),
    take: (advance: BatchRequest['advance']): Statement =>
      advance ? advancing(advance) : named('hold', sql.HOLD, own),
    streams: (streams: readonly string[]): Statement => named('streams', sql.streamStates(schema), [...own, streams]),
    rows: (model: ReadModelName, keys: readonly string[]): Statement =>
      named(`rows_${model}`, sql.openRows(schema, model), [keys]),
    write: writing(named, of, codeVersion),
  };
}
