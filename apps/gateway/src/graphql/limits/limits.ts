/**
 * What one GraphQL request may ask for. Each bound is checked before anything is read; introspection, which reads nothing, has a depth of its own.
 */
export const limits = {
  /** Tokens of the document, counted while it is parsed; long inputs belong into variables. */
  tokens: 1_000,
  /** Levels of fields. `edges { node }` and `nodes` are one level of the list they belong to, not further ones. */
  depth: 8,
  /** Levels of fields below `__schema` and `__type`: the usual introspection query has 13. */
  introspectionDepth: 20,
  aliases: 15,
  directives: 10,
  /** Rows that may be read, by the sizes of pages asked for. */
  cost: 2_000,
} as const;
