import DataLoader from 'dataloader';
import pg from 'pg';

export const typeDefs = /* GraphQL */ `
  type Query {
    detentions(first: Int!, after: String!): DetentionConnection!
  }
  type DetentionConnection {
    nodes: [Detention!]!
    pageInfo: PageInfo!
  }
  type PageInfo {
    hasNextPage: Boolean!
  }
  type Detention {
    id: ID!
    person: Person
    reports: [Report!]!
  }
  type Report {
    holder: Party
    since: UncertainDate
    characterisation: String
    claim: Claim!
  }
  type UncertainDate {
    asWritten: String!
    edtf: String
    earliest: String
    latest: String
  }
  type Claim {
    id: ID!
    status: String!
    recordedAt: String!
    source: Source
  }
  type Source {
    id: ID!
    title: String!
  }
  type Party {
    id: ID!
    names: [Name!]!
  }
  type Person {
    id: ID!
    names: [PersonName!]!
  }
  type Name {
    form: String!
  }
  type PersonName {
    form: String
  }
`;

const OPEN = 'known_to = 9223372036854775807';
const PAGE = `SELECT doc FROM rm_1.detentions WHERE ${OPEN} AND born > $1 ORDER BY born LIMIT $2`;
const BY_KEYS = Object.fromEntries(
  ['persons', 'parties', 'claims', 'sources'].map((table) => [
    table,
    `SELECT key, doc FROM rm_1.${table} WHERE key = ANY (ARRAY(SELECT unnest($1::text[]))) AND ${OPEN}`,
  ]),
);
const VALUES = `
SELECT v.ref, v.value FROM unnest($1::uuid[], $2::text[]) AS a (subject, ref)
  JOIN rm_1.personal_values v ON v.subject = a.subject AND v.ref = a.ref`;

export const openPool = (url) => new pg.Pool({ connectionString: url, max: 8 });

/** The loaders of one request. */
export function loaders(pool) {
  const rows = (table) =>
    new DataLoader(async (keys) => {
      const { rows: found } = await pool.query({ name: table, text: BY_KEYS[table], values: [keys] });
      const docs = new Map(found.map(({ key, doc }) => [key, doc]));
      return keys.map((key) => docs.get(key) ?? null);
    });
  const values = new DataLoader(
    async (references) => {
      const given = [references.map(({ subject }) => subject), references.map(({ ref }) => ref)];
      const { rows: found } = await pool.query({ name: 'values', text: VALUES, values: given });
      const texts = new Map(found.map(({ ref, value }) => [ref, value]));
      return references.map(({ ref }) => texts.get(ref) ?? null);
    },
    { cacheKeyFn: ({ ref }) => ref },
  );
  return {
    pool,
    persons: rows('persons'),
    parties: rows('parties'),
    claims: rows('claims'),
    sources: rows('sources'),
    values,
  };
}

const loaded = (loader, field) => (parent, _given, context) =>
  parent[field] ? context[loader].load(parent[field]) : null;

export const resolvers = {
  Query: {
    async detentions(_root, { first, after }, { pool }) {
      const { rows } = await pool.query({ name: 'page', text: PAGE, values: [after, first + 1] });
      return { nodes: rows.slice(0, first).map(({ doc }) => doc), pageInfo: { hasNextPage: rows.length > first } };
    },
  },
  Detention: { person: loaded('persons', 'person') },
  Report: {
    holder: loaded('parties', 'holder'),
    claim: loaded('claims', 'claim'),
    characterisation: loaded('values', 'characterisation'),
  },
  Claim: { source: loaded('sources', 'source') },
  PersonName: { form: loaded('values', 'form') },
};
