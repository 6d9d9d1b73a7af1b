import { createHash } from 'node:crypto';

export const TEXT = 'Ten people were named; two of them came home.';
const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

/** A case file whose source can be attached: it quotes `TEXT`. */
export const caseFile = (namespace: string): string => `namespace: ${namespace}
commands:
  - RegisterParty: {as: north, kind: state, names: [{form: North, lang: en}]}
  - RegisterParty: {as: south, kind: armed-group, names: [{form: South, lang: en}]}
  - RegisterParty: {as: agency, kind: organisation, names: [{form: An agency, lang: en}]}
  - RegisterSource: {as: report, publisher: $agency, title: Exchange report, length: ${TEXT.length}, sha256: ${digest(TEXT)}}
  - RecordSwap:
      as: swap
      date: {asWritten: December 27, edtf: XXXX-12-27, resolved: 2017-12-27, basis: source}
      legs: [{leg: a, from: $north, to: $south}]
      claim: {claimant: {kind: party, id: $agency}, stance: true-certain, evidence: [{source: $report, located: {locator: paragraph 1}}]}
  - ReportLeg:
      as: named
      swap: $swap
      leg: a
      phase: actual
      count: {op: eq, value: 10, unit: {asWritten: people, counts: person}, asWritten: Ten people}
      claim: {claimant: {kind: party, id: $agency}, stance: true-certain, evidence: [{source: $report, anchored: {start: 0, end: 10, quoteSha256: ${digest('Ten people')}}}]}
`;

/** One command that names nobody known, on line 4, between two good ones. */
export const halfWrong = (namespace: string): string => `namespace: ${namespace}
commands:
  - RegisterParty: {as: east, kind: state, names: [{form: East, lang: en}]}
  - RegisterSource: {as: lost, title: Lost report, publisher: 6f1b2a0e-5a53-4d0c-9a0f-0d8a4f6d2a11}
  - RegisterParty: {as: west, kind: state, names: [{form: West, lang: en}]}
`;
