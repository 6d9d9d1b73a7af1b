import { streamOf } from '#libs/contracts';
import {
  askedDays,
  askedRange,
  claimsNamed,
  holderReconciliation,
  ledgerDocument,
  personsPlanned,
  type Reading,
  reconciliationText,
  type References,
  type Row,
  type StoredDocument,
  type StoredReconciliation,
  swapReconciliations,
} from '#libs/queries';
import { GraphQLList, GraphQLNonNull, type GraphQLObjectType } from 'graphql';
import { answering } from '../query-problem.ts';
import type { Context } from './context.ts';
import type { Loaders } from './loaders.ts';
import type { Seen } from './seen.ts';

export const required = (type: GraphQLObjectType): GraphQLNonNull<GraphQLObjectType> => new GraphQLNonNull(type);
export const listOf = (type: GraphQLObjectType) => new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(type)));

/** The first form of a name, from the rows that other parts of the request load, too. */
async function nameOf(loaders: Loaders, kind: keyof References, id: string): Promise<string | null> {
  const row = await loaders.row(kind).load(id);
  if (!row) return null;
  if (kind === 'sources') return row.doc['title'] as string;
  const [name] = row.doc['names'] as readonly { form: string | { subject: string; ref: string } | null }[];
  const form = name?.form ?? null;
  return form === null || typeof form === 'string' ? form : loaders.personal.load(form);
}

/** Every party, person and source that the words of a reconciliation name. */
function namedIn({ document }: StoredReconciliation, claims: readonly Row[]): [keyof References, string][] {
  const { from, to, holder } = document['quantity'] as Record<string, string | null>;
  const parties = [from, to, holder].flatMap((id) => (id ? [['parties', id] as [keyof References, string]] : []));
  const said = claims.flatMap(({ doc }) => {
    const { kind, id } = doc['claimant'] as { kind: 'party' | 'person'; id: string };
    const sources = (doc['evidence'] as readonly { source: string }[]).map(({ source }) => source);
    return [
      [kind === 'party' ? 'parties' : 'persons', id] as [keyof References, string],
      ...sources.map((source) => ['sources', source] as [keyof References, string]),
    ];
  });
  return [...new Map([...parties, ...said].map((each) => [each.join(' '), each])).values()];
}

/** A reconciliation whose words are written only where they are asked for. */
function seenReconciliation(reading: Reading, found: StoredReconciliation, claims: readonly Row[]): Seen {
  const byId = new Map(claims.map((row) => [row.key, row]));
  const text = async (context: Context): Promise<string> => {
    const loaders = context.loaders(reading);
    const said = claimsNamed(found).flatMap((id) => byId.get(id) ?? []);
    const named = namedIn(found, said);
    const names = await Promise.all(named.map(([kind, id]) => nameOf(loaders, kind, id)));
    const known = new Map(named.map((each, index) => [each.join(' '), names[index]]));
    return reconciliationText(found, byId, (kind, id) => known.get(`${kind} ${id}`));
  };
  return { reading, value: { ...found.document, text } };
}

/** Why the numbers about the legs of a swap differ. */
export async function ofSwap(context: Context, reading: Reading, swap: StoredDocument): Promise<Seen[]> {
  const stream = streamOf('swap', swap['id'] as string);
  const claims = await context.loaders(reading).claimsOfStream.load(stream);
  return swapReconciliations(swap, claims).map((found) => seenReconciliation(reading, found, claims));
}

/** Why the estimates of those held by a party differ. */
export async function ofHolder(context: Context, reading: Reading, holder: string): Promise<Seen> {
  const claims = await context.loaders(reading).estimatesOn.load(holder);
  return seenReconciliation(reading, holderReconciliation(holder, claims), claims);
}

/** A swap in the ledger. */
export async function ledgerNode(context: Context, reading: Reading, swap: StoredDocument): Promise<Seen> {
  const loaders = context.loaders(reading);
  const claims = await loaders.claimsOfStream.load(streamOf('swap', swap['id'] as string));
  const planned = personsPlanned(swap, claims);
  const clusters = await Promise.all(planned.map((person) => loaders.cluster.load(person)));
  const members = new Map(clusters.flatMap((cluster) => cluster.members.map((member) => [member, cluster.members])));
  return { reading, value: ledgerDocument(swap, claims, { of: (person) => members.get(person) ?? [person] }) };
}

const rangeOf = (on: string | null | undefined) => askedRange({ on: on == null ? null : askedDays(on) });

/** Who is said to be held on the days of `on`, for each row of a detention. */
export async function custodyOfRows(
  context: Context,
  reading: Reading,
  rows: readonly Row[],
  on: string | null | undefined,
) {
  const custody = context.loaders(reading).custody(await answering(async () => rangeOf(on)));
  const documents = await Promise.all(rows.map((row) => custody.load(row)));
  return documents.map((value) => ({ reading, value }));
}
