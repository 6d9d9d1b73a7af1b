import {
  type ModelName,
  type PersonalReference,
  readByKeys,
  readClaimsOfStreams,
  type Reading,
  type ReadSide,
  readPersonalValues,
  readRelated,
  type Relation,
  type Row,
} from '#libs/queries';
import DataLoader from 'dataloader';

/** Batches of one request at one state of the register: one statement for each kind of relation, whatever the number of rows. */
export interface Loaders {
  row(model: ModelName): DataLoader<string, Row | null>;
  related(relation: Relation): DataLoader<string, readonly Row[]>;
  readonly claimsOfStream: DataLoader<string, readonly Row[]>;
  readonly personal: DataLoader<PersonalReference, string | null, string>;
}

function remembered<Key, Value>(make: (key: Key) => Value, nameOf: (key: Key) => string): (key: Key) => Value {
  const known = new Map<string, Value>();
  return (key) => {
    const name = nameOf(key);
    const value = known.get(name) ?? make(key);
    known.set(name, value);
    return value;
  };
}

function loadersAt(side: ReadSide, reading: Reading): Loaders {
  return {
    row: remembered(
      (model: ModelName) =>
        new DataLoader<string, Row | null>(async (ids) => {
          const rows = await readByKeys(side, reading, model, ids);
          return ids.map((id) => rows.get(id) ?? null);
        }),
      String,
    ),
    related: remembered(
      (relation: Relation) =>
        new DataLoader<string, readonly Row[]>(async (tokens) => {
          const rows = await readRelated(side, reading, relation, tokens);
          return tokens.map((token) => rows.get(token) ?? []);
        }),
      ({ model, field, limit }) => `${model} ${field ?? ''} ${limit}`,
    ),
    claimsOfStream: new DataLoader<string, readonly Row[]>(async (streams) => {
      const rows = await readClaimsOfStreams(side, reading, streams);
      return streams.map((stream) => rows.get(stream) ?? []);
    }),
    personal: new DataLoader<PersonalReference, string | null, string>(
      async (references) => {
        const values = await readPersonalValues(side, reading, references);
        return references.map(({ ref }) => values.get(ref) ?? null);
      },
      { cacheKeyFn: ({ ref }) => ref },
    ),
  };
}

/** The loaders of a request, by the state they read. They live as long as the request: what is forgotten later must not be remembered here. */
export const requestLoaders = (side: ReadSide): ((reading: Reading) => Loaders) =>
  remembered(
    (reading: Reading) => loadersAt(side, reading),
    ({ schema, position }) => `${schema} ${position}`,
  );
