/** The subjects that every rejection is tried on; the ids are arbitrary. */
const id = (last: number): string => `5a000000-0000-4000-8000-${String(last).padStart(12, '0')}`;

export const ids = {
  north: id(1),
  south: id(2),
  agency: id(3),
  source: id(4),
  anna: id(5),
  boris: id(6),
  swap: id(7),
  detention: id(8),
  ended: id(9),
  dead: id(10),
  attached: id(11),
  group: id(12),
  estimate: id(13),
  clara: id(14),
  dora: id(15),
  unknown: id(99),
};

/** SHA-256 of the words "ten people" and of other words. */
export const quotes = {
  tenPeople: '61a361379daec95988928cce3d11dc6f86bd3c231f6d4d5333b7bcbc33ad9e00',
  other: 'ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
};

export const people = { asWritten: 'people', counts: 'person' };
export const count = (op: string, value?: number, more: object = {}) => ({
  op,
  ...(value !== undefined && { value }),
  unit: people,
  asWritten: `${op} ${value ?? ''}`.trim(),
  ...more,
});
export const located = { source: ids.source, located: { locator: 'paragraph 2' } };
export const claimBy = (party: string, evidence: object[] = [located]) => ({
  claimant: { kind: 'party', id: party },
  stance: 'true-certain',
  evidence,
});
export const claim = claimBy(ids.agency);
export const date = { asWritten: '1 May 2020', edtf: '2020-05-01' };

export interface SceneCommand {
  readonly name: string;
  readonly body: Record<string, unknown>;
  readonly key?: string;
}
const command = (name: string, body: Record<string, unknown>, key?: string): SceneCommand => ({
  name,
  body,
  ...(key && { key }),
});

/** The idempotency keys of commands whose claims are named later; a claim's id follows from them. */
export const keys = {
  leg: '5a000000-0000-4000-8000-00000000aaa1',
  withdrawn: '5a000000-0000-4000-8000-00000000aaa2',
  reused: '5a000000-0000-4000-8000-00000000aaa3',
};

const judged = (left: string, right: string, judgement: string) =>
  command('DecideMatch', { left, right, judgement, reason: 'a test' });

/** What must be there before the rejections are tried; all of it is accepted. */
export const scene: readonly SceneCommand[] = [
  command('RegisterParty', { id: ids.north, kind: 'state', names: [{ form: 'North', lang: 'en' }] }),
  command('RegisterParty', { id: ids.south, kind: 'armed-group', names: [{ form: 'South' }] }),
  command('RegisterParty', { id: ids.agency, kind: 'organisation', names: [{ form: 'An agency' }] }),
  command('RegisterSource', { id: ids.source, title: 'A report', publisher: ids.agency, length: 1000 }),
  command('RegisterSource', { id: ids.attached, title: 'A short text' }),
  command('RegisterPerson', { id: ids.anna, names: [{ form: 'Anna Example' }] }),
  command('RegisterPerson', { id: ids.boris, names: [{ form: 'Boris Example' }] }),
  command('RegisterPerson', { id: ids.clara, names: [{ form: 'Clara Sample' }] }),
  command('RegisterPerson', { id: ids.dora, names: [{ form: 'Dora Sample' }] }),
  judged(ids.anna, ids.boris, 'negative'),
  judged(ids.anna, ids.clara, 'positive'),
  judged(ids.dora, ids.clara, 'positive'),
  command('ReportGroup', { id: ids.group, asWritten: 'several teachers', claim }),
  command('RecordEstimate', { id: ids.estimate, holder: ids.south, count: count('gt', 30), claim }),
  command('RecordSwap', { id: ids.swap, date, legs: [{ leg: 'a', from: ids.north, to: ids.south }], claim }),
  command('ReportLeg', { swap: ids.swap, leg: 'a', phase: 'actual', count: count('eq', 10), claim }, keys.leg),
  command('ReportLeg', { swap: ids.swap, leg: 'a', phase: 'actual', count: count('eq', 11), claim }, keys.withdrawn),
  command('ReportDetention', { id: ids.detention, person: ids.anna, holder: ids.south, at: date, claim }),
  command('ReportDetention', { id: ids.ended, person: ids.boris, holder: ids.south, since: date, claim }),
  command('ReportRelease', { detention: ids.ended, mode: 'exchanged', claim }),
  command('ReportDetention', { id: ids.dead, person: ids.boris, holder: ids.south, claim }),
  command('ReportDeathInCustody', { detention: ids.dead, claim }),
  command(
    'RegisterParty',
    { id: '5a000000-0000-4000-8000-000000000050', kind: 'office', names: [{ form: 'An office' }] },
    keys.reused,
  ),
  command('ReportGroup', {
    group: ids.group,
    asWritten: 'ten people',
    claim: claimBy(ids.agency, [
      { source: ids.attached, anchored: { start: 0, end: 10, quoteSha256: quotes.tenPeople } },
    ]),
  }),
  command('AttachSourceText', { source: ids.attached, text: 'ten people were named' }),
];
