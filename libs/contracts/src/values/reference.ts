import { z } from 'zod';

/** The kinds of streams that have many members; `identity` is one stream of its own. */
export const categories = [
  'source',
  'party',
  'person',
  'group',
  'detention',
  'swap',
  'estimate',
  'appeal',
  'talks',
  'statement',
] as const;
export type Category = (typeof categories)[number];

/** Ids are compared as text, so they are lower case everywhere. */
export const uuid = z.uuid().toLowerCase();

/** An id that must name an existing stream of the category; the command handler checks it and names the field that does not. */
export const reference = (category: Category) => z.uuid().toLowerCase().meta({ reference: category });

/** The one stream of judgements on who is the same person. */
export const IDENTITY = 'identity';

/** The name of a subject's stream: category and id. */
export const streamName = z
  .string()
  .regex(new RegExp(`^(${categories.join('|')})-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`), 'must be category-uuid');

/** A claim is addressed by its stream and its id, which is the id of the event that reported it. */
export const claimReference = z.strictObject({ stream: streamName, claim: uuid });
export type ClaimReference = z.infer<typeof claimReference>;

/** `swap-…` of category and id. */
export const streamOf = (category: Category, id: string): string => `${category}-${id}`;

/** The category and id of a stream's name; null where it is neither. */
export function parseStream(stream: string): { category: Category; id: string } | null {
  if (!streamName.safeParse(stream).success) return null;
  const dash = stream.indexOf('-');
  return { category: stream.slice(0, dash) as Category, id: stream.slice(dash + 1) };
}

const collections: Record<Category, string> = {
  source: 'sources',
  party: 'parties',
  person: 'persons',
  group: 'groups',
  detention: 'detentions',
  swap: 'swaps',
  estimate: 'estimates',
  appeal: 'appeals',
  talks: 'talks',
  statement: 'statements',
};

const subjectOfKind = <C extends Category>(kind: C) => z.strictObject({ kind: z.literal(kind), id: reference(kind) });

/** What a statement or appeal is about: a subject of the register. */
export const about = z
  .discriminatedUnion('kind', [
    subjectOfKind('party'),
    subjectOfKind('person'),
    subjectOfKind('group'),
    subjectOfKind('detention'),
    subjectOfKind('swap'),
    subjectOfKind('estimate'),
    subjectOfKind('source'),
    subjectOfKind('talks'),
    subjectOfKind('appeal'),
    subjectOfKind('statement'),
  ])
  .meta({ id: 'About' });
export type About = z.infer<typeof about>;

/** The name of a category's list in the interface: `/v1/parties`. */
export const collectionOf = (category: Category): string => collections[category];
