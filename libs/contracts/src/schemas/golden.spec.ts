import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { z } from 'zod';
import { currentSchema, type EventEntry, type EventType, eventCatalogue } from '../events/catalogue.ts';
import { upcast } from '../events/read.ts';
import { allSchemaDocuments } from './lock.ts';

/** One payload that was written once. The files are never made anew: they stand for what is in somebody's log. */
interface Golden {
  readonly case: string;
  readonly data: unknown;
}
const folder = new URL('../../golden/', import.meta.url);
const corpus = readdirSync(folder).map((file) => {
  const [type, version] = file.replace('.json', '').split('.v') as [EventType, string];
  const payloads = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Golden[];
  return { file, type, version: Number(version), payloads };
});
const schemaOf = (type: EventType, version: number): z.ZodObject =>
  (eventCatalogue[type] as EventEntry).schemas[version]!;
const each = corpus.flatMap(({ type, version, payloads }) =>
  payloads.map((golden) => ({ name: `${type} v${version}: ${golden.case}`, type, version, data: golden.data })),
);

describe('the golden corpus', () => {
  it('has payloads of every type and version, and of no other', () => {
    expect(corpus.map(({ file }) => file).toSorted()).toEqual([...allSchemaDocuments().keys()].toSorted());
    for (const { payloads } of corpus) expect(payloads.length).toBeGreaterThan(0);
  });

  it.each(each)('$name is what its version says', ({ type, version, data }) => {
    expect(schemaOf(type, version).parse(data)).toEqual(data);
  });

  it.each(each)('$name comes to the current version', ({ type, version, data }) => {
    const current = upcast(type, version, data);
    expect(currentSchema(type).parse(current)).toEqual(current);
  });

  it('is valid by the published JSON Schemas too', () => {
    const ajv = new Ajv2020.default({ strict: false });
    addFormats.default(ajv);
    const validators = new Map([...allSchemaDocuments()].map(([file, document]) => [file, ajv.compile(document)]));
    for (const { name, type, version, data } of each) {
      const validate = validators.get(`${type}.v${version}.json`)!;
      expect({ name, valid: validate(data), errors: validate.errors }).toEqual({ name, valid: true, errors: null });
    }
  });

  it('holds corrected reports that are what their own version says', () => {
    const corrections = each.filter(({ type }) => type === 'ClaimCorrected');
    for (const { data } of corrections) {
      const { type, schemaVersion, report } = data as { type: EventType; schemaVersion: number; report: unknown };
      expect(schemaOf(type, schemaVersion).parse(report)).toEqual(report);
    }
    expect(corrections.length).toBeGreaterThan(15);
  });
});
