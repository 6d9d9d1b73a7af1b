import { claimStatuses, eventTypes, streamName, uuid } from '#libs/contracts';
import { type Cursor, decodeCursor, digestOf, type KeyPart } from './cursor.ts';
import { isPosition } from './position.ts';
import type { ModelName } from './models.ts';
import { type AskedDays, askedDays } from './on.ts';
import { badRequest } from './problem.ts';

/** The lists that can be asked for: every read model, and the timeline over claims. */
export type ListName = ModelName | 'timeline';

/** Filters that narrow a list to rows that name the id. */
export const idFilters = ['source', 'claimant', 'party', 'person', 'holder', 'swap'] as const;
/** Filters of lists of claims. */
export const claimFilters = ['status', 'type', 'stream'] as const;
export type FilterName = (typeof idFilters)[number] | (typeof claimFilters)[number];

/** What a client gives, as text: REST's query parameters and GraphQL's arguments alike. */
export type RawQuestion = Readonly<Partial<Record<FilterName | 'on' | 'asOf' | 'cursor' | 'limit', string>>>;

/** A list that is asked for, checked. */
export interface Question {
  readonly list: ListName;
  /** Tokens that every row must carry. */
  readonly tokens: readonly string[];
  readonly on: AskedDays | null;
  readonly asOf: string | null;
  readonly cursor: Cursor | null;
  readonly direction: 'forwards' | 'backwards';
  readonly limit: number;
  /** Of the list, its filters, `on` and `asOf`: what a cursor of it belongs to. */
  readonly digest: string;
}

export const MOST_ROWS = 200;
export const USUAL_ROWS = 50;

const isBorn: KeyPart = (text) => /^[1-9]\d{0,18}$/.test(text) && isPosition(text);
const isDay: KeyPart = (text) =>
  text === '-infinity' ||
  (/^(?!0000)\d{4}-\d{2}-\d{2}$/.test(text) && new Date(`${text}T00:00:00Z`).getUTCDate() === Number(text.slice(-2)));

/** The sort key of each list: where a row was born, in the timeline its first day before that. */
export const keyForm = (list: ListName): readonly KeyPart[] => (list === 'timeline' ? [isDay, isBorn] : [isBorn]);

/** The filters a list knows. */
export const filtersOf = (list: ListName): readonly FilterName[] =>
  list === 'claims'
    ? [...idFilters, ...claimFilters]
    : list === 'timeline'
      ? [...idFilters, 'type', 'stream']
      : idFilters;

const known: Record<(typeof claimFilters)[number], (value: string) => boolean> = {
  status: (value) => (claimStatuses as readonly string[]).includes(value),
  type: (value) => (eventTypes as readonly string[]).includes(value),
  stream: (value) => streamName.safeParse(value).success,
};

function tokenOf(filter: FilterName, value: string): string {
  if (filter in known) {
    if (!known[filter as keyof typeof known](value))
      throw badRequest('filter-value', filter, `${filter} does not know this value.`);
    return `${filter}:${value}`;
  }
  if (!uuid.safeParse(value).success) throw badRequest('uuid', filter, `${filter} must be a UUID.`);
  return `${filter}:${value.toLowerCase()}`;
}

/** The id that a parameter gives, in lower case. @throws QueryProblem `uuid`, `required` */
export function requiredId(given: Readonly<Partial<Record<string, string>>>, parameter: string): string;
export function requiredId(
  given: Readonly<Partial<Record<string, string>>>,
  parameter: string,
  isRequired: false,
): string | undefined;
export function requiredId(
  given: Readonly<Partial<Record<string, string>>>,
  parameter: string,
  isRequired = true,
): string | undefined {
  const value = given[parameter];
  if (value === undefined) {
    if (isRequired) throw badRequest('required', parameter, `${parameter} must be given.`);
    return undefined;
  }
  if (!uuid.safeParse(value).success) throw badRequest('uuid', parameter, `${parameter} must be a UUID.`);
  return value.toLowerCase();
}

export function pageSize(text: string | undefined, parameter = 'limit'): number {
  if (text === undefined) return USUAL_ROWS;
  const size = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (size < 1 || size > MOST_ROWS)
    throw badRequest('limit-range', parameter, `${parameter} must be 1 to ${MOST_ROWS}.`);
  return size;
}

/**
 * Checks what was asked. `raw` holds known parameters only: which are known is the transport's to say.
 * @throws QueryProblem `bad-request` with the parameter at fault
 */
export function questionOf(
  list: ListName,
  raw: RawQuestion,
  paging: { direction?: Question['direction']; cursorParameter?: string; limitParameter?: string } = {},
): Question {
  const tokens = filtersOf(list).flatMap((filter) => (raw[filter] === undefined ? [] : [tokenOf(filter, raw[filter])]));
  const digest = digestOf(list, { tokens, on: raw.on ?? null, asOf: raw.asOf ?? null });
  return {
    list,
    tokens,
    on: raw.on === undefined ? null : askedDays(raw.on),
    asOf: raw.asOf ?? null,
    cursor: raw.cursor === undefined ? null : decodeCursor(raw.cursor, digest, keyForm(list), paging.cursorParameter),
    direction: paging.direction ?? 'forwards',
    limit: pageSize(raw.limit, paging.limitParameter),
    digest,
  };
}
