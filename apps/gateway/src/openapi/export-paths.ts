import { columnTypes, exportFormatNames, exportFormats, modelNames } from '#libs/queries';
import { type Components, count, type JsonSchema, listOf, objectOf, position, referTo, text } from './json-schema.ts';
import { exportParameters, path } from './parameters.ts';
import { jsonAnswer, notModified, problems, stateHeaders } from './responses.ts';

const LISTS = [...modelNames, 'timeline'];

const described: JsonSchema = {
  ...objectOf(
    {
      name: text,
      pointer: { ...text, description: 'Where the field is in an item of the list (RFC 6901).' },
      type: { type: 'string', enum: [...columnTypes] },
      nullable: { type: 'boolean' },
      personal: { type: 'boolean', description: 'It may be forgotten; then it is null.' },
      values: { ...listOf(text), description: 'All that it may say, where that is known.' },
      about: text,
    },
    ['values'],
  ),
  description: 'A field of an export, in the order of the columns.',
};

const digest: JsonSchema = {
  ...objectOf({
    algorithm: { type: 'string', enum: ['sha-256'] },
    value: { type: 'string', pattern: '^[0-9a-f]{64}$' },
  }),
  description: 'Of all bytes of the file.',
};

const generator = objectOf({
  name: text,
  version: text,
  layout: { ...count, description: 'Rises when names, order or form of the columns change.' },
});

const manifest: JsonSchema = {
  ...objectOf({
    list: { type: 'string', enum: LISTS },
    format: { type: 'string', enum: [...exportFormatNames] },
    mediaType: text,
    question: { type: 'object', additionalProperties: text, description: 'Filters and `on`, as they were given.' },
    asOf: referTo('AsOf'),
    rows: count,
    bytes: count,
    digest: referTo('ExportDigest'),
    fields: listOf(referTo('ExportField')),
    notes: { ...listOf(text), description: 'How the format is to be read.' },
    generator,
    parked: {
      ...listOf(text),
      description:
        'Streams that stand still behind an event that could not be applied: their rows are of the event before it.',
    },
  }),
  description: 'What a whole export comes to: how many rows and bytes, their digest, and what its fields mean.',
};

/** Schemas of what describes an export. */
export function addExports(components: Components): void {
  components['ExportField'] = described;
  components['ExportDigest'] = digest;
  components['ExportManifest'] = manifest;
}

const list = path('list', 'The list.', { type: 'string', enum: LISTS }, 'claims');

const files: Record<string, JsonSchema> = Object.fromEntries(
  exportFormatNames.map((name) => [
    exportFormats[name].mediaType.split(';')[0]!,
    { schema: { type: 'string', ...(name === 'parquet' && { format: 'binary' }) } },
  ]),
);

const headers: Record<string, JsonSchema> = {
  ...stateHeaders,
  Link: { description: '`describedby`: the manifest of this very export, its state pinned.', schema: text },
  'Content-Disposition': { description: 'A file name of list, position and format.', schema: text },
  'AFA-Position': { description: 'The position of the state it is of.', schema: position },
};

const questions = problems('malformed-request', 'unauthenticated', 'not-found', 'too-many-requests', 'unavailable');

/** The paths of exports. */
export const exportPaths = (components: Components): Record<string, JsonSchema> => ({
  '/v1/exports/{list}': {
    get: {
      operationId: 'exportList',
      tags: ['register'],
      summary: 'A whole list as a file',
      description:
        'Every row of a list, of one state of the register, as it is read: CSV (RFC 4180, safe to open in a spreadsheet), JSON Lines (the items as ' +
        'in `data` of the list) or Parquet (typed). Counts keep their operators. An export that fails on the way is broken off and never ends as ' +
        'if it were whole; the manifest tells rows, bytes and digest. Few are made at once; 429 with `Retry-After` asks to come again.',
      parameters: [list, ...exportParameters],
      responses: { '200': { description: 'The file.', headers, content: files }, '304': notModified, ...questions },
    },
  },
  '/v1/exports/{list}/manifest': {
    get: {
      operationId: 'getExportManifest',
      tags: ['register'],
      summary: 'What an export comes to',
      description:
        'Rows, bytes and SHA-256 of the export of the same parameters, the position it is of, and what each field means. It is found by making the ' +
        'export once. The same question about the same state has the same bytes, until a personal value in it is forgotten.',
      parameters: [list, ...exportParameters],
      responses: {
        '200': jsonAnswer('The manifest.', 'ExportManifest', components, {
          ...stateHeaders,
          Link: { description: '`describes`: the export, its state pinned.', schema: text },
          'AFA-Position': headers['AFA-Position']!,
        }),
        '304': notModified,
        ...questions,
      },
    },
  },
});
