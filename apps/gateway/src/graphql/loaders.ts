import {
  type AskedRange,
  custodyDocument,
  type ModelName,
  type PersonalReference,
  readAccounts,
  readByKeys,
  readClaimsOfStreams,
  readEstimatesBeside,
  readClusters,
  type Reading,
  type ReadSide,
  readPersonalValues,
  readRelated,
  type Relation,
  type Row,
  type StoredDocument,
} from '#libs/queries';
import DataLoader from 'dataloader';

/** The persons that are one with a person, and the judgements that make them so. */
export interface Cluster {
  readonly members: readonly string[];
  readonly judgements: readonly StoredDocument[];
}

/** Batches of one request at one state of the register: one statement for each kind of relation, whatever the number of rows. */
export interface Loaders {
  row(model: ModelName): DataLoader<string, Row | null>;
  related(relation: Relation): DataLoader<string, readonly Row[]>;
  readonly cluster: DataLoader<string, Cluster>;
  readonly claimsOfStream: DataLoader<string, readonly Row[]>;
  /** Claims of estimates, by the holder's id. */
  readonly estimatesOn: DataLoader<string, readonly Row[]>;
  /** What is said of a detention on certain days, by the detention's row. */
  custody(asked: AskedRange): DataLoader<Row, StoredDocument, string>;
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

const clusterLoader = (side: ReadSide, reading: Reading): Loaders['cluster'] =>
  new DataLoader<string, Cluster>(async (persons) => {
    const clusters = await readClusters(side, reading, persons);
    return persons.map((person) => {
      const members = clusters.of(person);
      const judgements = clusters.judgements.filter(({ left }) => members.includes(left as string));
      return { members, judgements };
    });
  });

const rowLoader = (side: ReadSide, reading: Reading, model: ModelName) =>
  new DataLoader<string, Row | null>(async (ids) => {
    const rows = await readByKeys(side, reading, model, ids);
    return ids.map((id) => rows.get(id) ?? null);
  });

const relatedLoader = (side: ReadSide, reading: Reading, relation: Relation) =>
  new DataLoader<string, readonly Row[]>(async (tokens) => {
    const rows = await readRelated(side, reading, relation, tokens);
    return tokens.map((token) => rows.get(token) ?? []);
  });

const claimsLoader = (side: ReadSide, reading: Reading): Loaders['claimsOfStream'] =>
  new DataLoader(async (streams) => {
    const rows = await readClaimsOfStreams(side, reading, streams);
    return streams.map((stream) => rows.get(stream) ?? []);
  });

const estimatesLoader = (side: ReadSide, reading: Reading): Loaders['estimatesOn'] =>
  new DataLoader(async (holders) => {
    const rows = await readEstimatesBeside(side, reading, holders);
    return holders.map((holder) => rows.get(`holder:${holder}`) ?? []);
  });

const custodyLoader = (side: ReadSide, reading: Reading, asked: AskedRange) =>
  new DataLoader<Row, StoredDocument, string>(
    async (rows) => {
      const { detentions } = await readAccounts(side, reading, rows);
      return detentions.map((each) => custodyDocument(each, asked));
    },
    { cacheKeyFn: ({ key }) => key },
  );

const personalLoader = (side: ReadSide, reading: Reading): Loaders['personal'] =>
  new DataLoader(
    async (references) => {
      const values = await readPersonalValues(side, reading, references);
      return references.map(({ ref }) => values.get(ref) ?? null);
    },
    { cacheKeyFn: ({ ref }) => ref },
  );

const loadersAt = (side: ReadSide, reading: Reading): Loaders => ({
  row: remembered((model: ModelName) => rowLoader(side, reading, model), String),
  related: remembered(
    (relation: Relation) => relatedLoader(side, reading, relation),
    ({ model, field, limit }) => `${model} ${field ?? ''} ${limit}`,
  ),
  cluster: clusterLoader(side, reading),
  claimsOfStream: claimsLoader(side, reading),
  estimatesOn: estimatesLoader(side, reading),
  custody: remembered(
    (asked: AskedRange) => custodyLoader(side, reading, asked),
    ({ first, last }) => `${first} ${last}`,
  ),
  personal: personalLoader(side, reading),
});

/** The loaders of a request, by the state they read. They live as long as the request: what is forgotten later must not be remembered here. */
export const requestLoaders = (side: ReadSide): ((reading: Reading) => Loaders) =>
  remembered(
    (reading: Reading) => loadersAt(side, reading),
    ({ schema, position }) => `${schema} ${position}`,
  );
