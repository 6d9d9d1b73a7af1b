import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { documentText } from './document-text.ts';

describe('documentText', () => {
  it('is what JSON.stringify gives, also for lists that grew from earlier ones', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue()),
        fc.array(fc.dictionary(fc.string(), fc.jsonValue())),
        (document, list) => {
          const grown = list.map((_, length) => ({ ...document, list: list.slice(0, length) }));
          for (const each of [document, ...grown]) expect(documentText(each)).toBe(JSON.stringify(each));
        },
      ),
    );
  });

  it('leaves out what is undefined and keeps null', () => {
    const document = { a: undefined, b: null, c: [1, null, 'x', [{}]] };
    expect(documentText(document)).toBe(JSON.stringify(document));
  });
});
