import { claimStatuses, eventTypes } from '#libs/contracts';
import {
  claimFilters,
  exportFormatNames,
  type FilterName,
  filtersOf,
  idFilters,
  type ListName,
  modelOf,
  isModelName,
  MOST_ROWS,
  USUAL_ROWS,
} from '#libs/queries';
import { type JsonSchema, position, text, uuid } from './json-schema.ts';

export interface Parameter {
  readonly name: string;
  readonly in: 'query' | 'header' | 'path';
  readonly required?: boolean;
  readonly description: string;
  readonly schema: JsonSchema;
  readonly example?: unknown;
}

const query = (name: string, description: string, schema: JsonSchema, example?: unknown): Parameter => ({
  name,
  in: 'query',
  description,
  schema,
  ...(example !== undefined && { example }),
});

export const path = (name: string, description: string, schema: JsonSchema, example?: unknown): Parameter => ({
  ...query(name, description, schema, example),
  in: 'path',
  required: true,
});

export const header = (name: string, description: string, schema: JsonSchema, example?: unknown): Parameter => ({
  ...query(name, description, schema, example),
  in: 'header',
});

const filterAbout: Readonly<Record<FilterName, string>> = {
  source: 'Only what rests on the source.',
  claimant: 'Only what the party or person claims.',
  party: 'Only what names the party, in whatever role.',
  person: 'Only what names the person, in whatever role, under this id or any other that judgements make one with it.',
  holder: 'Only what names the party as holder.',
  swap: 'Only what names the swap.',
  status: 'Only claims of which this became.',
  type: 'Only claims made by this type of report.',
  stream: 'Only claims about this subject, such as swap-6f1b2a0e-5a53-4d0c-9a0f-000000000001.',
};

const filterSchema: Readonly<Partial<Record<FilterName, JsonSchema>>> = {
  status: { type: 'string', enum: [...claimStatuses] },
  type: { type: 'string', enum: [...eventTypes] },
  stream: text,
};

const on = query(
  'on',
  'What is true then: an EDTF day, month, year or interval. Each row says whether it certainly or possibly held or happened on those days; ' +
    'what cannot have, or states no date, is left out.',
  text,
  '2017-12-27',
);
const onIgnored = query('on', 'Taken and without effect: the kind has no valid time.', text, '2017-12-27');

/** Which state of the register is asked for. */
export const stateParameters: readonly Parameter[] = [
  query(
    'asOf',
    'What the register knew: a position of the log, or an RFC 3339 instant (the last position before the first event recorded after it). ' +
      'A position that is not reached in time is answered 503 `stale`, never with older data.',
    text,
    '42',
  ),
  query('minPosition', 'The answer holds this position at least.', position),
  query(
    'token',
    "The token of a command's answer: the answer holds what the command wrote.",
    text,
    'swap-6f1b2a0e-5a53-4d0c-9a0f-000000000001@3',
  ),
  header(
    'Prefer',
    '`wait=N`: how many seconds (at most 30) to wait for the state asked for; without it one second.',
    text,
    'wait=5',
  ),
];

export const ifNoneMatch = header(
  'If-None-Match',
  'The ETag of an answer the client has; 304 where it still holds.',
  text,
);

export const limit = query(
  'limit',
  `Rows of a page.`,
  { type: 'integer', minimum: 1, maximum: MOST_ROWS, default: USUAL_ROWS },
  50,
);

const cursor = query(
  'cursor',
  'The `page.next` of the answer before, with the same filters. It pins the state: all pages are of one position.',
  text,
);

const onOf = (list: ListName): Parameter => (isModelName(list) && modelOf(list).dated === null ? onIgnored : on);

export const listParameters = (list: ListName): readonly Parameter[] => [
  ...filtersOf(list).map((name) => query(name, filterAbout[name], filterSchema[name] ?? uuid)),
  onOf(list),
  cursor,
  limit,
  ...stateParameters,
  ifNoneMatch,
];

const ofClaims = 'Of `claims` only; `timeline` takes `type` and `stream` too.';
const exportFilters = [...idFilters, ...claimFilters].map((name) => {
  const about = (claimFilters as readonly string[]).includes(name)
    ? `${filterAbout[name]} ${ofClaims}`
    : filterAbout[name];
  return query(name, about, filterSchema[name] ?? uuid);
});

/** What an export of any list takes: a list's filters and state; it has no pages. */
export const exportParameters: readonly Parameter[] = [
  query(
    'format',
    'CSV, JSON Lines or Parquet.',
    { type: 'string', enum: [...exportFormatNames], default: 'jsonl' },
    'csv',
  ),
  ...exportFilters,
  on,
  ...stateParameters,
  ifNoneMatch,
];

const derivedAbout: Readonly<Record<string, Parameter>> = {
  nationality: query(
    'nationality',
    'Only persons of whom somebody states this nationality, and counts whose scope or breakdown names it, in these words.',
    { type: 'string', minLength: 1, maxLength: 200 },
  ),
  on,
  cursor,
  limit,
};

/** What a derived question takes; `required` must be given. */
export const derivedParameters = (names: readonly string[], required: readonly string[]): readonly Parameter[] => [
  ...names.map((name) => ({
    ...(derivedAbout[name] ?? query(name, filterAbout[name as FilterName], uuid)),
    ...(required.includes(name) && { required: true }),
  })),
  ...stateParameters,
  ifNoneMatch,
];

export const itemParameters = (list: ListName): readonly Parameter[] => [
  path('id', 'The id of the item.', uuid, '6f1b2a0e-5a53-4d0c-9a0f-000000000001'),
  onOf(list),
  ...stateParameters,
  ifNoneMatch,
];

export const after = query('after', 'Only what comes behind this position.', position, '0');
export const streamPrefix = query(
  'streamPrefix',
  'Only streams whose names begin so; several separated by commas.',
  text,
  'swap-,detention-',
);
export const queryParameter = query;
