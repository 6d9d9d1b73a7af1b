import { describe, expect, it } from '@jest/globals';
import { type CommandName, commandCatalogue, commandNames } from './commands/catalogue.ts';
import { referencesIn } from './references.ts';

const id = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
const claim = {
  claimant: { kind: 'person', id: id(1) },
  stance: 'true-certain',
  evidence: [
    { source: id(2), anchored: { start: 0, end: 3, quoteSha256: 'a'.repeat(64) } },
    { source: id(3), located: { locator: 'page 2' } },
  ],
};
const inClaim = [
  { category: 'person', id: id(1), pointer: '/claim/claimant/id' },
  { category: 'source', id: id(2), pointer: '/claim/evidence/0/source' },
  { category: 'source', id: id(3), pointer: '/claim/evidence/1/source' },
];
const found = (name: CommandName, body: unknown) => {
  const { schema } = commandCatalogue[name];
  return referencesIn(schema, schema.parse(body));
};

describe('the references of a command', () => {
  it('are found in lists, unions and optional fields, with their pointers', () => {
    const body = {
      id: id(9),
      legs: [
        { leg: 'a', from: id(4), to: null, persons: [id(5), id(6)] },
        { leg: 'b', to: id(7) },
      ],
      claim,
    };
    expect(found('RecordSwap', body)).toEqual([
      { category: 'party', id: id(4), pointer: '/legs/0/from' },
      { category: 'person', id: id(5), pointer: '/legs/0/persons/0' },
      { category: 'person', id: id(6), pointer: '/legs/0/persons/1' },
      { category: 'party', id: id(7), pointer: '/legs/1/to' },
      ...inClaim,
    ]);
  });

  it('are none where nothing is named, and not the new subject’s own id', () => {
    expect(found('RegisterPerson', { id: id(9), names: [{ form: 'Ala Benn' }] })).toEqual([]);
    expect(found('ReportDetention', { id: id(9), person: null, claim })).toEqual(inClaim);
  });

  it('follow the kind of a claimant', () => {
    const body = { detention: id(8), claim: { ...claim, claimant: { kind: 'party', id: id(1) } } };
    const [subject, claimant] = found('ReportEscape', body);
    expect(subject).toEqual({ category: 'detention', id: id(8), pointer: '/detention' });
    expect(claimant).toEqual({ category: 'party', id: id(1), pointer: '/claim/claimant/id' });
  });

  it('include, for every command about an existing subject, that subject', () => {
    const existing = commandNames.filter((name) => commandCatalogue[name].subject === 'existing');
    for (const name of existing) {
      const { schema, category } = commandCatalogue[name];
      const named = referencesIn(schema, { [category!]: id(8) });
      expect([name, named]).toEqual([name, [{ category, id: id(8), pointer: `/${category}` }]]);
    }
    expect(existing.length).toBeGreaterThan(15);
  });
});
