import { type Rejected, row } from './row.ts';
import { claim, ids } from './scene.ts';

const match = (why: string, rule: string, left: string, right: string, judgement: string): Rejected =>
  row(why, 422, rule, '/right', 'DecideMatch', { left, right, judgement, reason: 'a test' });

const assessor = { kind: 'party', id: ids.agency };
const assessed = { assessor, reliability: 'B', credibility: 2 };

/**
 * Rejections of what the register itself judges: who is the same person, how claims relate, how reliable they are. In the scene Anna is not
 * Boris, and Anna and Dora are one by way of Clara.
 */
export const judgementRejections = (target: { stream: string; claim: string }, withdrawn: string): Rejected[] => [
  match('a person matched with itself', 'match-with-itself', ids.anna, ids.anna, 'positive'),
  match('a match that a negative judgement forbids', 'match-forbidden', ids.boris, ids.dora, 'positive'),
  match('two persons that positive judgements make one', 'match-standing', ids.anna, ids.dora, 'negative'),
  match('a match with an unknown person', 'unknown-reference', ids.anna, ids.unknown, 'unsure'),
  row('a judgement nobody made', 422, 'judgement-not-standing', '/right', 'RevokeMatch', {
    left: ids.boris,
    right: ids.clara,
    reason: 'a test',
  }),
  row('a judgement without a reason', 400, 'shape', '/reason', 'DecideMatch', {
    left: ids.boris,
    right: ids.clara,
    judgement: 'unsure',
  }),
  row('a claim linked to itself', 422, 'link-to-itself', '/to/claim', 'LinkClaims', {
    target,
    relation: 'supports',
    to: target,
  }),
  row('a link to an unknown claim', 422, 'unknown-reference', '/to/claim', 'LinkClaims', {
    target,
    relation: 'supports',
    to: { ...target, claim: ids.unknown },
  }),
  row('a link to a claim of an unknown stream', 422, 'unknown-reference', '/to/claim', 'LinkClaims', {
    target,
    relation: 'supports',
    to: { ...target, stream: `estimate-${ids.unknown}` },
  }),
  row('a link from a withdrawn claim', 422, 'claim-not-standing', '/target/claim', 'LinkClaims', {
    target: { ...target, claim: withdrawn },
    relation: 'refutes',
    to: target,
  }),
  row('an assessment of an unknown claim', 404, 'unknown-target', '/target/claim', 'AssessClaim', {
    ...assessed,
    target: { ...target, claim: ids.unknown },
  }),
  row('an assessment by an unknown party', 422, 'unknown-reference', '/assessor/id', 'AssessClaim', {
    ...assessed,
    target,
    assessor: { ...assessor, id: ids.unknown },
  }),
  row('a credibility beyond the scale', 400, 'shape', '/credibility', 'AssessClaim', {
    ...assessed,
    target,
    credibility: 7,
  }),
  row('an assessment with a field of a report', 400, 'shape', '', 'AssessClaim', { ...assessed, target, claim }),
];
