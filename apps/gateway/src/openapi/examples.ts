import type { Components, JsonSchema } from './json-schema.ts';

const id = (last: number): string => `6f1b2a0e-5a53-4d0c-9a0f-${String(last).padStart(12, '0')}`;
const DIGEST = '141aaa6b5c0e7f7ad3b2c1d0e9f8a7b6c5d4e3f2a1b0c9d8e7f6a5b4c3d2e1f0';

/** Values by the name of the schema or, where it has none, of the field; whatever else is made from the schema. */
const byName: Readonly<Record<string, unknown>> = {
  Claimant: { kind: 'party', id: id(3) },
  Evidence: { source: id(4), anchored: { start: 1901, end: 1913, quoteSha256: DIGEST } },
  UncertainDateInput: { asWritten: 'December 27', edtf: 'XXXX-12-27', resolved: '2017-12-27', basis: 'source' },
  UncertainDate: {
    asWritten: 'December 27',
    edtf: 'XXXX-12-27',
    resolved: '2017-12-27',
    basis: 'source',
    earliest: '2017-12-27',
    latest: '2017-12-27',
  },
  PlaceInput: { asWritten: 'Mayorske checkpoint', country: 'Ukraine', locality: 'Mayorske' },
  Place: { asWritten: 'Mayorske checkpoint', country: 'Ukraine', region: null, locality: 'Mayorske', facility: null },
  BoundedCountInput: {
    op: 'eq',
    value: 233,
    unit: { asWritten: 'captives', counts: 'person' },
    asWritten: '233 captives',
  },
  BoundedCount: {
    op: 'eq',
    value: 233,
    upTo: null,
    low: 233,
    best: 233,
    high: 233,
    unit: { asWritten: 'captives', counts: 'person' },
    asWritten: '233 captives',
    breakdowns: [],
  },
  ExportDigest: { algorithm: 'sha-256', value: DIGEST },
  ExportField: {
    name: 'report_count_op',
    pointer: '/report/count/op',
    type: 'text',
    nullable: true,
    personal: false,
    values: ['eq', 'gt', 'gte', 'lt', 'lte', 'between', 'about', 'vague', 'all', 'notStated'],
    about:
      'How many: how the number is meant: exactly, more than, at least, about …; never read the number without it.',
  },
  NameInput: { form: 'Oleh Sentsov', lang: 'en', script: 'Latn', type: 'transliteration' },
};

const byField: Readonly<Record<string, unknown>> = {
  actor: 'operator',
  asWritten: 'more than 30',
  charge: 'espionage',
  form: 'Oleh Sentsov',
  formula: '306 for 74',
  lang: 'en',
  language: 'en',
  leg: 'a',
  limit: 50,
  next: null,
  position: '42',
  quoteSha256: DIGEST,
  reason: 'The register had read the wrong paragraph.',
  recordedBy: 'operator',
  report: { phase: 'actual', leg: 'a' },
  script: 'Latn',
  sha256: DIGEST,
  stream: `swap-${id(1)}`,
  term: 'P20Y',
  text: 'In the December 27 swap, Ukraine handed 233 captives over.',
  title: 'Exchange report',
  token: `swap-${id(1)}@3`,
  type: 'LegReported',
  url: 'https://example.org/report',
};

const byFormat: Readonly<Record<string, unknown>> = { 'date-time': '2026-11-22T12:00:00.000Z', date: '2017-12-27' };
const byType: Readonly<Record<string, unknown>> = { boolean: false, object: {}, string: 'stated' };

/** A value that a schema allows, for documents; `parents` keeps circles from being followed. */
export function exampleOf(schema: JsonSchema, components: Components, field = ''): unknown {
  const {
    $ref,
    anyOf,
    oneOf,
    enum: words,
    type,
    items,
    properties,
    const: only,
  } = schema as JsonSchema & {
    $ref?: string;
    anyOf?: JsonSchema[];
    oneOf?: JsonSchema[];
    enum?: unknown[];
    items?: JsonSchema;
    properties?: Record<string, JsonSchema>;
  };
  if ($ref) {
    const name = $ref.slice($ref.lastIndexOf('/') + 1);
    return byName[name] ?? exampleOf(components[name]!, components, field);
  }
  if (only !== undefined) return only;
  if (words) return words.includes(byField[field]) ? byField[field] : words[0];
  const options = anyOf ?? oneOf;
  if (options) return exampleOf(options[0]!, components, field);
  if (properties) return exampleOfObject(schema, components);
  if (type === 'array') return items ? [exampleOf(items, components, field.replace(/s$/, ''))] : [];
  return leaf(schema, field);
}

function leaf(schema: JsonSchema, field: string): unknown {
  const { type, format, minimum } = schema;
  if (format === 'uuid') return id(1 + (field.length % 7));
  if (typeof format === 'string' && format in byFormat) return byFormat[format];
  if (field in byField) return byField[field];
  const kind = (Array.isArray(type) ? (type as string[])[0] : (type as string | undefined)) ?? 'string';
  if (kind === 'integer' || kind === 'number') return Math.max(1, Number(minimum ?? 1));
  return kind in byType ? byType[kind] : null;
}

/** Every required field and, in what a client sends, those optional ones that show how reports are made. */
function exampleOfObject(schema: JsonSchema, components: Components): Record<string, unknown> {
  const properties = schema['properties'] as Record<string, JsonSchema>;
  const required = (schema['required'] ?? []) as readonly string[];
  const shown = new Set([...required, 'date', 'place', 'count', 'legs', 'holder', 'references', 'page', 'asOf']);
  return Object.fromEntries(
    Object.entries(properties)
      .filter(([name]) => shown.has(name))
      .map(([name, inner]) => [name, exampleOf(inner, components, name)]),
  );
}
