import type { Claimant } from '#libs/contracts';
import type { ModelName, PersonalReference, Reading, StoredDocument } from '#libs/queries';
import type { GraphQLFieldResolver } from 'graphql';
import type { Context } from './context.ts';
import { type Seen, type SeenRow, seenRow } from './seen.ts';

export type Resolver = GraphQLFieldResolver<Seen, Context>;

const isObject = (value: unknown): value is StoredDocument =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

/** Objects inside of a document carry on the state they were read from. */
function carried(reading: Reading, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => carried(reading, item));
  return isObject(value) ? { reading, value } : value;
}

/** A field that is worked out only where it is asked for; a stored document holds none. */
export type Later = (context: Context) => Promise<unknown>;

export const fieldOf =
  (field: string): Resolver =>
  ({ reading, value }, _arguments, context) => {
    const own = value[field] ?? null;
    return typeof own === 'function' ? (own as Later)(context) : carried(reading, own);
  };

async function rowOf(context: Context, reading: Reading, model: ModelName, id: string): Promise<SeenRow | null> {
  const row = await context.loaders(reading).row(model).load(id);
  return row && seenRow(reading, model, row);
}

export const referenceOf =
  (field: string, model: ModelName): Resolver =>
  ({ reading, value }, _arguments, context) => {
    const id = value[field] as string | null;
    return id === null || id === undefined ? null : rowOf(context, reading, model, id);
  };

export const referencesOf =
  (field: string, model: ModelName): Resolver =>
  ({ reading, value }, _arguments, context) =>
    (value[field] as readonly string[]).map((id) => rowOf(context, reading, model, id));

export const claimOf = (field: string): Resolver => referenceOf(field, 'claims');

export const claimantOf =
  (field: string): Resolver =>
  ({ reading, value }, _arguments, context) => {
    const claimant = value[field] as Claimant | null;
    if (claimant === null) return null;
    const { kind, id } = claimant;
    return rowOf(context, reading, kind === 'party' ? 'parties' : 'persons', id);
  };

export const personalOf =
  (field: string): Resolver =>
  ({ reading, value }, _arguments, context) => {
    const stored = value[field] as PersonalReference | string | null;
    // The names of parties stand in their rows: parties are not persons.
    return typeof stored === 'object' && stored !== null ? context.loaders(reading).personal.load(stored) : stored;
  };
