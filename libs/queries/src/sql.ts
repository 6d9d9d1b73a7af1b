import type { ModelName } from './models.ts';

/** A condition with its one value; `$` in the text stands for the value's placeholder. */
export interface Piece {
  readonly text: string;
  readonly value: unknown;
}

/** Tables that hold rows of a generation. */
type Table = ModelName | 'judgements' | 'personal_values';

const SCHEMA = /^[a-z][a-z0-9_]{0,62}$/;

/**
 * The table of a read model in a generation's schema. Identifiers cannot be parameters, so the name is checked instead.
 * @throws Error for a schema whose name is not one of ours: a fault of the configuration, never a client's
 */
export function tableIn(schema: string, table: Table): string {
  if (!SCHEMA.test(schema)) throw new Error(`not a schema of a generation: ${schema}`);
  return `"${schema}"."${table}"`;
}

/** Numbers the pieces from `$1` and gives their conditions joined, with the values in the same order. */
export function conditions(pieces: readonly Piece[]): { text: string; values: unknown[] } {
  return {
    text: pieces.map(({ text }, index) => text.replaceAll('$', () => `$${index + 1}`)).join('\n  AND '),
    values: pieces.map(({ value }) => value),
  };
}

/** The version of each row that was open at a position. */
export const knownAt = (position: string): Piece => ({
  text: '(entry.known_from <= $::bigint AND entry.known_to > $::bigint)',
  value: position,
});

/** The same where the position is a placeholder that stands already. */
export const knownBetween = (placeholder: string): string =>
  `entry.known_from <= ${placeholder}::bigint AND entry.known_to > ${placeholder}::bigint`;

export const withAnyToken = (tokens: readonly string[]): Piece => ({ text: 'entry.refs && $::text[]', value: tokens });
export const withTokens = (tokens: readonly string[]): Piece => ({ text: 'entry.refs @> $::text[]', value: tokens });
export const during = (range: string): Piece => ({ text: 'entry.during && $::daterange', value: range });

/**
 * Equal to one of a list of texts. The list goes through a subquery so that the planner does not see how long it is: seeing it, Postgres
 * finds every new list worth a plan of its own, and planning the labels of one item took twice as long as reading them.
 */
export const anyOf = (placeholder: string): string => `= ANY (ARRAY(SELECT unnest(${placeholder}::text[])))`;
