/** Why a question has no answer. `parameter` names the query parameter or argument at fault. */
export type QueryProblemKind = 'bad-request' | 'not-found' | 'stale';

/**
 * A question that cannot be answered, as it is told to the client: 400 (`bad-request`), 404 (`not-found`) or 503 (`stale`).
 * `stale` is thrown instead of answering with older data than was asked for.
 */
export class QueryProblem extends Error {
  override readonly name = 'QueryProblem';
  readonly kind: QueryProblemKind;
  /** Stable code, listed in `queryRules`. */
  readonly rule: QueryRule;
  readonly parameter: string | null;

  constructor(kind: QueryProblemKind, rule: QueryRule, parameter: string | null, detail: string) {
    super(detail);
    this.kind = kind;
    this.rule = rule;
    this.parameter = parameter;
  }
}

/** The rules of questions by their code, so that documents can list them and clients can rely on them. */
export const queryRules = {
  required: 'The question needs the parameter.',
  'one-of': 'Exactly one of several parameters must be given.',
  'unknown-parameter': 'The question has no such parameter.',
  'parameter-repeated': 'The parameter is given more than once.',
  'limit-range': 'A page holds 1 to 200 rows.',
  'search-limit': 'A search answers 1 to 100 persons.',
  'search-name': 'A name to search for has 1 to 200 characters and a word that is more than an initial.',
  uuid: 'The value is not a UUID.',
  'filter-value': 'The value is none of those the filter knows.',
  'balance-too-large': 'The question reaches more custody episodes than one answer is computed from.',
  'ledger-too-large': 'The question reaches more swaps than one answer is computed from.',
  'too-many-estimates': 'The question reaches more estimates than are compared pair by pair.',
  'too-many-claims': 'The question reaches more claims than are compared for duplicates.',
  'malformed-on': 'The value of `on` is not an EDTF day, month or interval.',
  'malformed-as-of': 'The value of `asOf` is neither a position nor an RFC 3339 instant.',
  'as-of-in-future': 'The register cannot say what will be known.',
  'malformed-position': 'The value is not a position of the log.',
  'malformed-token': 'The token is not of the form stream@revision.',
  'cursor-malformed': 'The cursor was not made by this register.',
  'cursor-foreign': 'The cursor belongs to another list, or to other filters; ask again without it.',
  'page-arguments': 'Give `first` and `after`, or `last` and `before`.',
  'unknown-id': 'The register holds nothing of that kind under this id (as of that position).',
  'not-on': 'The subject is in the register, but nothing is stated for the days asked for.',
  stale: 'The read models have not reached the position asked for.',
  'stale-parked': 'The stream asked for is parked: an event of it could not be applied.',
} as const;
export type QueryRule = keyof typeof queryRules;

export const badRequest = (rule: QueryRule, parameter: string, detail: string) =>
  new QueryProblem('bad-request', rule, parameter, detail);
