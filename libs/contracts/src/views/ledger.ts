import { z } from 'zod';
import { declineKinds, legPartitions, noShowKinds } from '../commands/swap.ts';
import { boundedCount, countedThings } from '../values/count.ts';
import { uncertainDate } from '../values/date.ts';
import { reference } from '../values/reference.ts';
import { claimView as claim } from './claim.ts';

/**
 * How the claims about one number stand to each other. `compatible`: they differ, and one number may fit all of them. `explained`: they
 * contradict each other, and one account explains each contradiction; `possiblyExplained` where that takes the words of several.
 * `contradicted`: some contradiction remains. `differentUnits`: they count different things, so no number is compared with another.
 */
export const ledgerStates = [
  'notStated',
  'agreed',
  'compatible',
  'differentUnits',
  'explained',
  'possiblyExplained',
  'contradicted',
] as const;
export type LedgerState = (typeof ledgerStates)[number];

/** What is remarkable in a leg and never rejected (DOMAIN 6). */
export const ledgerFlags = ['actual-above-planned', 'residual'] as const;
export type LedgerFlag = (typeof ledgerFlags)[number];

const bound = z.int().nullable();
const persons = z.array(reference('person'));
const party = reference('party').nullable();
const bounds = z.strictObject({ low: bound, high: bound }).meta({ id: 'LedgerBounds' });

const side = z
  .strictObject({
    state: z.enum(ledgerStates),
    /**
     * From the lowest to the highest number that any claim allows; a side is null where some claim leaves it open,
     * or only an "about" reaches it. Null where nobody states a number, or the claims count different things.
     */
    claimed: bounds.nullable(),
    /** The numbers that all claims allow together; null where there are none. */
    reconciled: bounds.nullable(),
    claims: z.array(z.strictObject({ count: boundedCount, claim }).meta({ id: 'LedgerClaim' })),
    persons,
  })
  .meta({ id: 'LedgerSide' });

const ledgerLeg = z
  .strictObject({
    leg: z.string(),
    parent: z.string().nullable(),
    partBy: z.enum(legPartitions).nullable(),
    from: party,
    to: party,
    planned: side,
    actual: side,
    absences: z.array(
      z
        .strictObject({
          kind: z.enum([...declineKinds, ...noShowKinds]),
          count: boundedCount.nullable(),
          persons,
          claim,
        })
        .meta({ id: 'LedgerAbsence' }),
    ),
    /** Planned less actual, spelled out; null unless the claims about both allow a number. */
    residual: z.strictObject({ low: bound, high: bound, text: z.string() }).meta({ id: 'LedgerResidual' }).nullable(),
    /** Named in a plan, and neither in a report of the hand-over nor in one of an absence, on whichever leg. */
    unaccounted: persons,
    flags: z.array(z.enum(ledgerFlags)),
  })
  .meta({ id: 'LedgerLeg' });

/** One swap in the ledger: what each direction was to be, what was claimed, and what is left over. */
export const ledgerEntry = z
  .strictObject({ swap: reference('swap'), date: uncertainDate.nullable(), legs: z.array(ledgerLeg) })
  .meta({ id: 'LedgerEntry' });
export type LedgerEntry = z.infer<typeof ledgerEntry>;

const slots = z.array(z.strictObject({ swap: reference('swap'), leg: z.string() }).meta({ id: 'LedgerSlot' }));

/** A sum over legs, with its inputs: from the least to the most that their claims allow. */
const total = z
  .strictObject({
    counts: z.enum(countedThings),
    /** The wordings of the units that were put together. */
    units: z.array(z.string()),
    low: bound,
    high: bound,
    inputs: slots,
    /** Legs for which nobody states a number of these: the sum is without them, or with some of their parts only, and open above. */
    notStated: slots,
  })
  .meta({ id: 'LedgerTotal' });

const given = z.strictObject({ planned: z.array(total), actual: z.array(total) }).meta({ id: 'LedgerTotals' });

/** What one party gave and received over all swaps. */
export const ledgerParty = z
  .strictObject({ party: reference('party'), swaps: z.int(), gave: given, received: given })
  .meta({ id: 'LedgerParty' });
export type LedgerParty = z.infer<typeof ledgerParty>;
