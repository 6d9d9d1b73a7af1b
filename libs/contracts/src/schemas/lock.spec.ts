import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import Ajv2020 from 'ajv/dist/2020.js';
import { allSchemaDocuments, currentLock, digestOf, lockBreaches, type SchemaLock } from './lock.ts';

const generated = new URL('../../generated/', import.meta.url);
const read = (name: string) => JSON.parse(readFileSync(new URL(name, generated), 'utf8')) as Record<string, unknown>;
const lock = read('schema-lock.json') as unknown as SchemaLock;

describe('the schema lock', () => {
  it('holds for every published type and version', () => {
    expect(lockBreaches(lock, currentLock())).toEqual([]);
  });

  it('knows every type and version of the code (else build, and run dist/libs/contracts/src/schemas/generate.js)', () => {
    expect(lock).toEqual(currentLock());
  });

  it('names the type and version that was changed or dropped', () => {
    const { PartyRegistered, ...others } = lock.events;
    const changed = { ...PartyRegistered, 1: { ...PartyRegistered!['1']!, sha256: 'another' } };
    expect(lockBreaches({ events: { ...others, PartyRegistered: changed } }, currentLock())).toEqual([
      'PartyRegistered version 1 was changed: a published schema is never edited; add a version with its upcaster',
    ]);
    expect(lockBreaches(lock, { events: others })).toEqual([
      'PartyRegistered version 1 is gone: a schema once published must stay readable',
      'PartyRegistered version 2 is gone: a schema once published must stay readable',
    ]);
    expect(lockBreaches({ events: others }, lock)).toEqual([]);
  });

  it('depends on what a schema says, not on the order it is written in', () => {
    expect(digestOf({ a: 1, b: [{ c: 1, d: 2 }] })).toBe(digestOf({ b: [{ d: 2, c: 1 }], a: 1 }));
    expect(digestOf({ a: [1, 2] })).not.toBe(digestOf({ a: [2, 1] }));
  });
});

describe('the published schemas', () => {
  it('are the files, one for each type and version', () => {
    const files = readdirSync(new URL('schemas/', generated)).toSorted();
    const documents = allSchemaDocuments();
    expect(files).toEqual([...documents.keys()].toSorted());
    for (const name of files) expect(read(`schemas/${name}`)).toEqual(documents.get(name));
  });

  it('are valid JSON Schema 2020-12 with an id of their own', () => {
    const ajv = new Ajv2020.default({ strict: false, validateFormats: false });
    for (const document of allSchemaDocuments().values()) ajv.compile(document);
    expect([...allSchemaDocuments().values()].map((each) => each['$id'])).toContain('/schemas/PartyRegistered/1');
  });
});
