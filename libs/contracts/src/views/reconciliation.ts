import { z } from 'zod';
import { declineKinds, legPartitions, legPhases, noShowKinds } from '../commands/swap.ts';
import { scope } from '../events/estimate.ts';
import { claimant } from '../values/claim.ts';
import { boundedCount } from '../values/count.ts';
import { uncertainDate } from '../values/date.ts';
import { reference } from '../values/reference.ts';
import { claimView as claim } from './claim.ts';

const text = z.string();
const bound = z.int().nullable();
const phase = z.enum(legPhases).nullable();
const claimIds = z.array(z.uuid());
const party = reference('party').nullable();

export const reconciliationGrades = ['sameSource', 'sameClaimant', 'mixed'] as const;
export const reconciliationStrengths = ['firm', 'possible'] as const;
export const termRelations = ['equals', 'ifExact', 'entails', 'allows', 'rounds'] as const;
export const termRoles = [
  'same',
  'entailing',
  'entailed',
  'rounded',
  'rounding',
  'side',
  'addend',
  'minuend',
  'subtrahend',
  'result',
  'claimed',
] as const;
export const findingKinds = [
  'identical',
  'entailment',
  'rounding',
  'sum',
  'plannedLessAbsent',
  'actualLessAbsent',
  'onePart',
  'unit',
  'scope',
  'inclusion',
  'date',
  'claims',
  'parts',
  'denial',
] as const;

/** A number with its bounds and in words. */
const amount = z.strictObject({ low: bound, best: bound, high: bound, text }).meta({ id: 'Amount' });

/** One number of a finding, with every claim that states it; a `result` was computed and has none. */
const term = z
  .strictObject({
    role: z.enum(termRoles),
    equation: z.int(),
    leg: text.nullable(),
    phase,
    absence: z.enum([...declineKinds, ...noShowKinds]).nullable(),
    relation: z.enum(termRelations).nullable(),
    words: text.nullable(),
    amount,
    claims: claimIds,
  })
  .meta({ id: 'Term' });

/** Whose account alone gives every graded term. */
const account = z
  .strictObject({ source: reference('source').nullable(), claimant: claimant.nullable(), claims: claimIds })
  .meta({ id: 'Account' });

/** What was found, with the claims it rests on and the arithmetic spelled out. */
const finding = z
  .strictObject({
    kind: z.enum(findingKinds),
    claims: claimIds,
    grade: z.enum(reconciliationGrades),
    accounts: z.array(account),
    strength: z.enum(reconciliationStrengths),
    condition: text.nullable(),
    text,
    note: text.nullable(),
    terms: z.array(term),
    units: z.array(text),
    explainedBy: z.array(z.int()),
  })
  .meta({ id: 'Finding' });
const findings = z.array(finding);

/** What the numbers are about: a leg of a swap in one phase, or the people said to be held by a holder. */
const quantity = z
  .strictObject({
    kind: z.enum(['leg', 'estimates']),
    swap: reference('swap').nullable(),
    leg: text.nullable(),
    phase,
    parent: text.nullable(),
    partBy: z.enum(legPartitions).nullable(),
    from: party,
    to: party,
    holder: party,
  })
  .meta({ id: 'Quantity' });

/** Why the numbers about one quantity differ (DOMAIN 7). Claims are named by id in findings; all of them stand in `claims` or `restsOn`. */
export const reconciliationView = z
  .strictObject({
    quantity,
    claims: z.array(
      z
        .strictObject({
          count: boundedCount,
          date: uncertainDate.nullable(),
          scope: scope.nullable(),
          inclusion: text.nullable(),
          claim,
        })
        .meta({ id: 'QuantityClaim' }),
    ),
    identical: findings,
    entails: findings,
    rounds: findings,
    sums: findings,
    explanations: findings,
    scopeMismatch: findings,
    contradictions: findings,
    /** Claims about parts, other phases and absences that findings rest on. */
    restsOn: z.array(z.strictObject({ claim }).meta({ id: 'RestsOn' })),
    /** `steps`: what the search cost; `complete`: false where its bound was reached; `omitted`: findings that full lists left out. */
    search: z.strictObject({ steps: z.int(), complete: z.boolean(), omitted: z.int() }).meta({ id: 'Search' }),
    /** All of it in words, one line for each number and finding. */
    text,
  })
  .meta({ id: 'Reconciliation' });
export type ReconciliationView = z.infer<typeof reconciliationView>;
