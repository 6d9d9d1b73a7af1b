import { type Rejected, row } from './row.ts';
import { claim, claimBy, ids, located } from './scene.ts';

const statement = (more: object) => ({ kind: 'background', claim, ...more });
const appeal = (more: object) => ({ ask: 'free them', claim, ...more });

/** Rejections of statements, appeals and talks. */
export const speechRejections: readonly Rejected[] = [
  row('a statement without a claim', 422, 'claim-missing', '/claim', 'RecordStatement', { kind: 'background' }),
  row('a statement about an unknown swap', 422, 'unknown-reference', '/about/1/id', 'RecordStatement', {
    ...statement({
      about: [
        { kind: 'swap', id: ids.swap },
        { kind: 'swap', id: ids.unknown },
      ],
    }),
  }),
  row('a statement about a swap that is none', 422, 'unknown-reference', '/about/0/id', 'RecordStatement', {
    ...statement({ about: [{ kind: 'swap', id: ids.anna }] }),
  }),
  row('an unknown statement', 404, 'unknown-target', '/statement', 'RecordStatement', {
    ...statement({ statement: ids.unknown }),
  }),
  row('a kind of statement that there is not', 400, 'shape', '/kind', 'RecordStatement', statement({ kind: 'rumour' })),
  row('an unknown addressee', 422, 'unknown-reference', '/addressees/1', 'RecordAppeal', {
    ...appeal({ addressees: [ids.north, ids.unknown] }),
  }),
  row('an appeal about an unknown person', 422, 'unknown-reference', '/about/0/id', 'RecordAppeal', {
    ...appeal({ about: [{ kind: 'person', id: ids.unknown }] }),
  }),
  row('an appeal without evidence', 422, 'claim-missing', '/claim/evidence', 'RecordAppeal', {
    ...appeal({ claim: claimBy(ids.agency, []) }),
  }),
  row('an answer to an unknown appeal', 404, 'unknown-target', '/appeal', 'RecordAppealAnswer', {
    appeal: ids.unknown,
    answer: 'refused',
    claim,
  }),
  row('talks with an unknown party', 422, 'unknown-reference', '/parties/0', 'ReportTalksStatus', {
    status: 'ordered',
    parties: [ids.unknown],
    claim,
  }),
  row('talks by nobody', 422, 'claim-missing', '/claim/claimant', 'ReportTalksStatus', {
    status: 'ordered',
    claim: { stance: 'unknown', evidence: [located] },
  }),
];
