import { judgementRejections } from './judgements.ts';
import { type Rejected, row } from './row.ts';
import { claim, claimBy, count, date, ids, keys, located, quotes } from './scene.ts';
import { speechRejections } from './speech.ts';

const party = { kind: 'party', id: ids.agency };
const leg = (more: object) => ({ swap: ids.swap, leg: 'a', phase: 'actual', claim, ...more });
const anchored = (source: string, start: number, end: number, quoteSha256: string) =>
  claimBy(ids.agency, [{ source, anchored: { start, end, quoteSha256 } }]);
const breakdown = (exhaustive: boolean, ...values: number[]) => ({
  by: 'sex',
  exhaustive,
  parts: values.map((value, index) => ({
    category: `part ${index}`,
    count: { op: 'eq', value, asWritten: String(value) },
  })),
});

/** Every rejection of DOMAIN 6, and those that follow from sections 3 to 5. The claims' ids follow from their idempotency keys, so each channel can name them. */
export function rejections(claims: { leg: string; withdrawn: string }): readonly Rejected[] {
  const target = { stream: `swap-${ids.swap}`, claim: claims.leg };
  return [
    row('no claim', 422, 'claim-missing', '/claim', 'ReportLeg', { swap: ids.swap, leg: 'a', phase: 'actual' }),
    row(
      'no claimant',
      422,
      'claim-missing',
      '/claim/claimant',
      'ReportLeg',
      leg({ claim: { stance: 'unknown', evidence: [located] } }),
    ),
    row(
      'no evidence',
      422,
      'claim-missing',
      '/claim/evidence',
      'ReportLeg',
      leg({ claim: { claimant: party, stance: 'unknown', evidence: [] } }),
    ),
    row(
      'evidence without a place',
      422,
      'evidence-form',
      '/claim/evidence/0',
      'ReportLeg',
      leg({ claim: claimBy(ids.agency, [{ source: ids.source }]) }),
    ),
    row(
      'offsets outside the source',
      422,
      'evidence-outside-source',
      '/claim/evidence/0/anchored/end',
      'ReportLeg',
      leg({ claim: anchored(ids.source, 990, 1001, quotes.other) }),
    ),
    row(
      'offsets that enclose nothing',
      422,
      'anchor-empty',
      '/claim/evidence/0/anchored/end',
      'ReportLeg',
      leg({ claim: anchored(ids.source, 5, 5, quotes.other) }),
    ),
    row(
      'a quote that the attached text does not have',
      422,
      'quote-hash-mismatch',
      '/claim/evidence/0/anchored/quoteSha256',
      'ReportLeg',
      leg({ claim: anchored(ids.attached, 0, 10, quotes.other) }),
    ),
    row(
      'an offset behind the attached text',
      422,
      'evidence-outside-source',
      '/claim/evidence/0/anchored/end',
      'ReportLeg',
      leg({ claim: anchored(ids.attached, 0, 22, quotes.other) }),
    ),
    row(
      'a leg from a party to itself',
      422,
      'leg-to-itself',
      '/to',
      'ReportLeg',
      leg({ leg: 'x', from: ids.north, to: ids.north }),
    ),
    row('a recorded leg to itself', 422, 'leg-to-itself', '/legs/0/to', 'RecordSwap', {
      legs: [{ leg: 'x', from: ids.north, to: ids.north }],
      claim,
    }),
    row(
      'fewer than named',
      422,
      'count-below-named',
      '/count',
      'ReportLeg',
      leg({ count: count('eq', 1), persons: [ids.anna, ids.boris] }),
    ),
    row(
      'a person named twice',
      422,
      'persons-twice',
      '/persons/1',
      'ReportLeg',
      leg({ persons: [ids.anna, ids.anna] }),
    ),
    row(
      'parts that exceed the whole',
      422,
      'breakdown-exceeds-whole',
      '/count/breakdowns/0/parts',
      'ReportLeg',
      leg({ count: count('eq', 10, { breakdowns: [breakdown(true, 6, 5)] }) }),
    ),
    row('an operator without its number', 422, 'count-value', '/count/value', 'ReportLeg', leg({ count: count('gt') })),
    row(
      'a bound that does not follow',
      422,
      'derived-mismatch',
      '/count/low',
      'ReportLeg',
      leg({ count: count('gt', 30, { low: 30 }) }),
    ),
    row('a second end by the same claimant', 422, 'already-ended', '/claim/claimant', 'ReportRelease', {
      detention: ids.ended,
      mode: 'unknown',
      claim,
    }),
    row('a transfer after the end', 422, 'already-ended', '/claim/claimant', 'ReportTransfer', {
      detention: ids.ended,
      to: ids.north,
      claim,
    }),
    row('an escape after the end', 422, 'already-ended', '/claim/claimant', 'ReportEscape', {
      detention: ids.ended,
      claim,
    }),
    row('a release after a death', 422, 'release-after-death', '/claim/claimant', 'ReportRelease', {
      detention: ids.dead,
      mode: 'exchanged',
      claim,
    }),
    row('an unknown party', 422, 'unknown-reference', '/legs/0/from', 'RecordSwap', {
      legs: [{ leg: 'a', from: ids.unknown, to: ids.south }],
      claim,
    }),
    row('an unknown person', 422, 'unknown-reference', '/person', 'ReportDetention', { person: ids.unknown, claim }),
    row(
      'an unknown source',
      422,
      'unknown-reference',
      '/claim/evidence/0/source',
      'ReportLeg',
      leg({ claim: claimBy(ids.agency, [{ source: ids.unknown, located: { locator: 'p. 1' } }]) }),
    ),
    row(
      'an unknown claimant',
      422,
      'unknown-reference',
      '/claim/claimant/id',
      'ReportLeg',
      leg({ claim: claimBy(ids.unknown) }),
    ),
    row('an unknown swap', 404, 'unknown-target', '/swap', 'ReportLeg', leg({ swap: ids.unknown })),
    row('an unknown stream of a claim', 404, 'unknown-target', '/target/stream', 'WithdrawClaim', {
      target: { stream: `swap-${ids.unknown}`, claim: claims.leg },
      reason: 'a test',
    }),
    row('an unknown claim', 404, 'unknown-target', '/target/claim', 'WithdrawClaim', {
      target: { ...target, claim: ids.unknown },
      reason: 'a test',
    }),
    row('a withdrawn claim', 422, 'claim-not-standing', '/target/claim', 'ContestClaim', {
      target: { ...target, claim: claims.withdrawn },
      claim,
    }),
    row('no reason', 400, 'shape', '/reason', 'WithdrawClaim', { target }),
    row(
      'a malformed date',
      422,
      'malformed-date',
      '/date/edtf',
      'ReportLeg',
      leg({ date: { asWritten: 'soon', edtf: '2017-13-45' } }),
    ),
    row('a malformed date of a source', 422, 'malformed-date', '/publishedAt/edtf', 'RegisterSource', {
      title: 'T',
      publishedAt: { asWritten: 'x', edtf: 'yesterday' },
    }),
    row(
      'a resolved date without basis',
      422,
      'date-resolved-without-basis',
      '/date/basis',
      'ReportLeg',
      leg({ date: { asWritten: '1 May', edtf: 'XXXX-05-01', resolved: '2020-05-01' } }),
    ),
    row(
      'a resolved date the words do not allow',
      422,
      'date-resolved-elsewhere',
      '/date/resolved',
      'ReportLeg',
      leg({ date: { asWritten: '1 May', edtf: 'XXXX-05-01', resolved: '2020-05-02', basis: 'source' } }),
    ),
    row(
      'the command id with another body',
      422,
      'command-id-reused',
      '',
      'RegisterParty',
      { id: '5a000000-0000-4000-8000-000000000050', kind: 'state', names: [{ form: 'Another' }] },
      keys.reused,
    ),
    row(
      'the command id for another subject',
      422,
      'command-id-reused',
      '',
      'RegisterParty',
      { id: '5a000000-0000-4000-8000-000000000051', kind: 'state', names: [{ form: 'Another' }] },
      keys.reused,
    ),
    row('an id in use', 422, 'already-registered', '/id', 'RegisterParty', {
      id: ids.north,
      kind: 'state',
      names: [{ form: 'North again' }],
    }),
    row('a confidential source', 422, 'confidential-source', '/confidential', 'RegisterSource', {
      title: 'A letter',
      confidential: true,
    }),
    row('a source in its own place', 422, 'superseded-by-itself', '/by', 'SupersedeSource', {
      source: ids.source,
      by: ids.source,
    }),
    row('a party related to itself', 422, 'relation-to-itself', '/other', 'RelateParties', {
      party: ids.north,
      relation: 'backs',
      other: ids.north,
      claim,
    }),
    row('an unknown slot', 422, 'leg-unknown', '/leg', 'ReportLeg', leg({ leg: 'z', count: count('eq', 1) })),
    row('an unknown slot of a decline', 422, 'leg-unknown', '/leg', 'ReportDecline', {
      swap: ids.swap,
      leg: 'z',
      kind: 'refused',
      count: count('eq', 1),
      claim,
    }),
    row('a decline of nobody', 422, 'count-or-persons', '/count', 'ReportDecline', {
      swap: ids.swap,
      leg: 'a',
      kind: 'refused',
      claim,
    }),
    row('a slot with other parties', 422, 'leg-parties-differ', '/from', 'ReportLeg', leg({ from: ids.agency })),
    row(
      'a part of an unknown leg',
      422,
      'leg-parent-unknown',
      '/parent',
      'ReportLeg',
      leg({ leg: 'a-1', from: ids.north, to: null, parent: 'b', partBy: 'party' }),
    ),
    row('a slot twice in one report', 422, 'leg-twice', '/legs/1/leg', 'RecordSwap', {
      legs: [
        { leg: 'a', from: ids.north, to: null },
        { leg: 'a', from: ids.north, to: null },
      ],
      claim,
    }),
    row('a person and a group', 422, 'person-or-group', '/group', 'ReportDetention', {
      person: ids.anna,
      group: ids.group,
      claim,
    }),
    row('nobody detained', 422, 'person-or-group', '/person', 'ReportDetention', { holder: ids.south, claim }),
    row('another person in a known detention', 422, 'detained-differs', '/person', 'ReportDetention', {
      detention: ids.detention,
      person: ids.boris,
      claim,
    }),
    row('at and since', 422, 'at-or-since', '/since', 'ReportDetention', {
      detention: ids.detention,
      at: date,
      since: date,
      claim,
    }),
    row('an unknown charge', 422, 'charge-unknown', '/charge', 'DisputeCharge', {
      detention: ids.detention,
      charge: ids.unknown,
      asWritten: 'fabricated',
      claim,
    }),
    row('a correction that changes nothing', 422, 'report-unchanged', '/report', 'CorrectClaim', {
      target,
      report: { leg: 'a', phase: 'actual', count: count('eq', 10), claim },
      reason: 'a test',
    }),
    row('a corrected report without evidence', 422, 'claim-missing', '/report/claim/evidence', 'CorrectClaim', {
      target,
      report: { leg: 'a', phase: 'actual', claim: { claimant: party, stance: 'unknown', evidence: [] } },
      reason: 'a test',
    }),
    row('a corrected report that breaks a rule', 422, 'leg-parties-differ', '/report/from', 'CorrectClaim', {
      target,
      report: { leg: 'a', from: ids.agency, phase: 'actual', claim },
      reason: 'a test',
    }),
    row(
      'a corrected report with an unknown party',
      422,
      'unknown-reference',
      '/report/claim/claimant/id',
      'CorrectClaim',
      { target, report: { leg: 'a', phase: 'actual', claim: claimBy(ids.unknown) }, reason: 'a test' },
    ),
    row('a field the command does not have', 400, 'shape', '', 'ReportLeg', leg({ colour: 'red' })),
    row('a number that is not whole', 400, 'shape', '/count/value', 'ReportLeg', leg({ count: count('eq', 1.5) })),
    row('an id that is not a UUID', 400, 'shape', '/swap', 'ReportLeg', leg({ swap: 'the swap' })),
    row('text with U+0000', 422, 'text-not-storable', '/names/0/form', 'RegisterParty', {
      kind: 'state',
      names: [{ form: 'a\u0000b' }],
    }),
    row('half of a surrogate pair', 422, 'text-not-storable', '/names/0/form', 'RegisterParty', {
      kind: 'state',
      names: [{ form: 'a\ud800' }],
    }),
    row('an unknown command', 404, 'unknown-command', '', 'DeleteEverything', {}),
    ...speechRejections,
    ...judgementRejections(target, claims.withdrawn),
  ];
}
