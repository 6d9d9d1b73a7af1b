import { describe, expect, it } from '@jest/globals';
import { OPEN, type StoredVersion } from '../engine/tables.ts';
import { headLine, valueLine, versionLine } from './copy-text.ts';

const version: StoredVersion = {
  key: 'k',
  stream: 'swap-1',
  born: '1',
  during: null,
  surely: null,
  refs: [],
  doc: '{}',
  memo: null,
  knownFrom: '1',
  knownTo: OPEN,
};
const fieldsOf = (line: string): string[] => line.replace(/\n$/, '').split('\t');

describe('a line of COPY', () => {
  it('has a field for each column, nothing as \\N, and ends once', () => {
    const line = versionLine(version);
    expect(line).toBe(`k\t1\t${OPEN}\tswap-1\t1\t\\N\t\\N\t{}\t{}\t\\N\n`);
    expect(valueLine({ subject: 's', ref: 'r', value: '\\N' })).toBe('s\tr\t\\\\N\t\\N\t\\N\n');
    expect(headLine('a\tb', 7)).toBe('a\\tb\t7\n');
  });

  it('keeps what would end a field or a line', () => {
    const name = { knownFrom: '3', keys: [4, 5] };
    const line = valueLine({ subject: 's', ref: 'e#/a\\b', value: 'one\ttwo\nthree\\four\r\b\f\v', name });
    expect(line).toBe('s\te#/a\\\\b\tone\\ttwo\\nthree\\\\four\\r\\b\\f\\v\t3\t{4,5}\n');
    const doc = JSON.stringify({ text: 'a\tb\n"c"\\d' });
    const memo = JSON.stringify({ x: '\\' });
    const [, , , , , , , , docField, memoField] = fieldsOf(versionLine({ ...version, doc, memo }));
    expect(docField!.replaceAll('\\\\', '\\')).toBe(doc);
    expect(memoField!.replaceAll('\\\\', '\\')).toBe(memo);
  });

  it.each([
    [['party:1', 'status:standing'], '{party:1,status:standing}'],
    [[''], '{}'],
    [['', ''], '{"",""}'],
    [['a,b'], '{"a,b"}'],
    [['null', 'x'], '{"null","x"}'],
    [['with blank'], '{"with blank"}'],
    [['{"\\}'], '{"{\\\\"\\\\\\\\}"}'],
    [['місто:Київ'], '{місто:Київ}'],
  ])('writes the tokens %j as an array', (refs, text) => {
    expect(fieldsOf(versionLine({ ...version, refs }))[7]).toBe(text);
  });
});
