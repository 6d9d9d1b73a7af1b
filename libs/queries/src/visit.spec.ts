import { describe, expect, it } from '@jest/globals';
import { commandCatalogue, commandNames, eventTypes } from '#libs/contracts';
import { modelNames, modelOf } from './models.ts';
import { visitorOf, visitReport } from './visit.ts';

const found = (run: (sink: { reference(category: string, id: string): void }) => void): string[] => {
  const names: string[] = [];
  run({ reference: (category, id) => names.push(`${category} ${id}`) });
  return names;
};

describe('references in documents', () => {
  it('are found by the marks of the schema, whatever holds them', () => {
    const document = {
      reports: [
        { holder: 'h', claim: 'the id of a claim' },
        { holder: null, claim: { claimant: { kind: 'person', id: 'p' }, evidence: [{ source: 's' }] } },
      ],
      person: 'q',
      ends: [{ swap: 'w', to: 't', claim: 'c' }],
    };
    expect(found((sink) => visitorOf(modelOf('detentions').view)(document, sink)).sort()).toEqual(
      ['party h', 'person p', 'source s', 'person q', 'swap w', 'party t'].sort(),
    );
  });

  it('are found in reports by the command that makes them', () => {
    const report = { holder: 'h', person: 'p', group: null, place: null };
    expect(found((sink) => visitReport('DetentionReported', report, sink)).sort()).toEqual(['party h', 'person p']);
    expect(found((sink) => visitReport('Unheard', report, sink))).toEqual([]);
  });

  it('can be looked for in every view and every report', () => {
    for (const name of modelNames) expect(visitorOf(modelOf(name).view)).toBeInstanceOf(Function);
    const made = new Set(commandNames.map((name) => commandCatalogue[name].event));
    // The other outcome of AttachSourceText; it reports nothing that names anybody.
    expect(eventTypes.filter((type) => !made.has(type))).toEqual(['SourceTextMismatched']);
  });
});
