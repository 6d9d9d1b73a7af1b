import type { TestRegister } from './register.ts';

const SHA = 'a'.repeat(64);
const NOWHERE = '00000000-0000-4000-8000-000000000000';

const stateOrGroup = (form: string, kind = 'state') => ({ kind, names: [{ form, lang: 'en' }] });
export const december27 = {
  asWritten: 'December 27',
  edtf: 'XXXX-12-27',
  resolved: '2017-12-27',
  basis: 'source',
};
const captives = (value: number, asWritten = `${value} captives`) => ({
  op: 'eq',
  value,
  unit: { asWritten: 'captives', counts: 'person' },
  asWritten,
});

/** Who says so, in the report's own words at some place of it. */
export const said = (by: string, source: string, kind: 'party' | 'person' = 'party') => ({
  claimant: { kind, id: by },
  stance: 'true-certain',
  evidence: [{ source, located: { locator: 'paragraph 11' } }],
});

/** Ids of what the small register of tests holds, and the position before the second report on the swap. */
export type December2017 = Awaited<ReturnType<typeof recordDecember2017>>;

/** A small part of the first real case: two reports on the swap, two persons held, an estimate. */
export async function recordDecember2017({ send }: TestRegister) {
  const register = async (form: string, kind?: string) => (await send('RegisterParty', stateOrGroup(form, kind))).id;
  const [kyiv, separatists, russia] = [
    await register('Ukraine'),
    await register('Separatists', 'armed-group'),
    await register('Russia'),
  ];
  const [agency, paper] = [await register('An agency', 'organisation'), await register('A paper', 'organisation')];
  const source = async (title: string, publisher: string) =>
    (
      await send('RegisterSource', {
        title,
        publisher,
        publishedAt: { asWritten: '2017-12-28', edtf: '2017-12-28' },
        length: 2644,
        sha256: SHA,
      })
    ).id;
  const [report, otherReport] = [await source('Exchange report', agency), await source('Another report', paper)];
  const person = async (form: string) => (await send('RegisterPerson', { names: [{ form, lang: 'en' }] })).id;
  const [poroshenko, sentsov, sushchenko] = [
    await person('Petro Poroshenko'),
    await person('Oleh Sentsov'),
    await person('Roman Sushchenko'),
  ];

  const byAgency = said(agency, report);
  const legs = [
    { leg: 'a', from: kyiv, to: separatists },
    { leg: 'b', from: separatists, to: kyiv },
  ];
  const swap = (await send('RecordSwap', { date: december27, legs, claim: byAgency })).id;
  const leg = (name: string, value: number, claim: object) =>
    send('ReportLeg', { swap, leg: name, phase: 'actual', date: december27, count: captives(value), claim });
  await leg('a', 233, byAgency);
  const before = (await leg('b', 74, byAgency)).position;
  const second = await leg('a', 237, said(paper, otherReport));
  await send('ReportDecline', {
    swap,
    leg: 'a',
    kind: 'refused',
    count: captives(29),
    claim: said(paper, otherReport),
  });

  const detention = async (who: string) =>
    (
      await send('ReportDetention', {
        person: who,
        holder: russia,
        characterisation: 'Ukrainians held in Russia',
        place: { asWritten: 'Russia', country: 'Russia' },
        claim: said(poroshenko, report, 'person'),
      })
    ).id;
  const [sentsovHeld, sushchenkoHeld] = [await detention(sentsov), await detention(sushchenko)];
  await send('ReportSentence', {
    detention: sentsovHeld,
    status: 'serving',
    term: 'P20Y',
    asWritten: '20-year prison term',
    claim: byAgency,
  });
  await send('DisputeCharge', { detention: sentsovHeld, asWritten: 'fabricated', claim: said(kyiv, report) });
  await send('ReportDetention', {
    detention: sushchenkoHeld,
    person: sushchenko,
    at: { asWritten: 'December 28', edtf: '2017-12-28' },
    claim: byAgency,
  });
  const group = (await send('ReportGroup', { asWritten: 'several Ukrainians', claim: byAgency })).id;
  await send('NameMember', { group, person: sentsov, claim: byAgency });
  const estimate = (
    await send('RecordEstimate', {
      holder: russia,
      count: {
        op: 'gt',
        value: 2000,
        unit: { asWritten: 'Ukrainian citizens', counts: 'person' },
        asWritten: 'more than 2,000',
      },
      date: { asWritten: 'December 1', edtf: 'XXXX-12-01', resolved: '2017-12-01', basis: 'source' },
      claim: byAgency,
    })
  ).id;
  return {
    kyiv,
    separatists,
    russia,
    agency,
    paper,
    report,
    otherReport,
    poroshenko,
    sentsov,
    sushchenko,
    swap,
    sentsovHeld,
    sushchenkoHeld,
    group,
    estimate,
    before,
    second,
    nowhere: NOWHERE,
  };
}
