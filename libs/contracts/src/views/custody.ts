import { z } from 'zod';
import { chargeStatuses, custodyStances, sentenceStatuses } from '../commands/detention.ts';
import { scope } from '../events/estimate.ts';
import { claimant } from '../values/claim.ts';
import { boundedCount, countedThings } from '../values/count.ts';
import { uncertainDate } from '../values/date.ts';
import { place } from '../values/place.ts';
import { reference } from '../values/reference.ts';
import { claimView as claim } from './claim.ts';
import { personalValue } from './register.ts';

/** `notStated`: the account says nothing for these days. `denied`: the claimant says it is not so. `handedOver`: named in an actual leg. */
export const custodyStatuses = [
  'held',
  'denied',
  'whereaboutsUnknown',
  'released',
  'escaped',
  'died',
  'handedOver',
  'notStated',
] as const;
export type CustodyStatus = (typeof custodyStatuses)[number];

/** `certain`: the dates leave no other reading. `possible`: they allow others, or the claimant is not sure. */
export const certainties = ['certain', 'possible'] as const;
export type Certainty = (typeof certainties)[number];

const day = z.iso.date().nullable();
const days = z.strictObject({ earliest: day, latest: day }).meta({ id: 'Days' });
const date = uncertainDate.nullable();
const claims = z.array(z.strictObject({ claim }).meta({ id: 'RestsOn' }));

const custodyState = z
  .strictObject({
    status: z.enum(custodyStatuses),
    certainty: z.enum(certainties),
    /** Who holds; of `handedOver` who gave. Null where the account names nobody. */
    holder: reference('party').nullable(),
    place: place.nullable(),
    /** The days on which it began to be so. */
    since: days.nullable(),
    /** When it was last said to be so, where that is before the days asked for: the report is carried forward. */
    lastReported: days.nullable(),
    claims,
  })
  .meta({ id: 'CustodyState' });

/** What one claimant says of one custody episode. */
const custodyAccount = z
  .strictObject({
    claimant,
    states: z.array(custodyState),
    characterisation: personalValue,
    basis: personalValue,
    charges: z.array(
      z
        .strictObject({ charge: personalValue, status: z.enum(chargeStatuses), date, claim })
        .meta({ id: 'CustodyCharge' }),
    ),
    sentences: z.array(
      z
        .strictObject({
          status: z.enum(sentenceStatuses),
          term: z.string().nullable(),
          asWritten: personalValue,
          date,
          claim,
        })
        .meta({ id: 'CustodySentence' }),
    ),
    /** How the claimant says the holder stands to the custody: acknowledged, denied, … */
    custodyStances: z.array(
      z
        .strictObject({ holder: reference('party').nullable(), stance: z.enum(custodyStances), date, claim })
        .meta({ id: 'CustodyStanceReport' }),
    ),
    /** Charges that the claimant disputes. */
    disputes: z.array(z.strictObject({ asWritten: personalValue, date, claim }).meta({ id: 'CustodyDispute' })),
  })
  .meta({ id: 'CustodyAccount' });

/** Who is said to be held, by whom, where and on which basis, account beside account (DOMAIN 7). */
export const custodyItem = z
  .strictObject({
    detention: reference('detention'),
    person: reference('person').nullable(),
    group: reference('group').nullable(),
    /** Whoever some account says holds on these days. */
    holders: z.array(reference('party')),
    /** Whether accounts differ in status or holder, the holder is said to deny it, a charge is disputed, or a claim is contested. */
    disputed: z.boolean(),
    accounts: z.array(custodyAccount),
  })
  .meta({ id: 'Custody' });
export type CustodyItem = z.infer<typeof custodyItem>;

const bound = z.strictObject({ value: z.int(), claims: z.array(z.uuid()) }).meta({ id: 'ClaimedBound' });

/** What is claimed of one scope: the lowest and the highest number that claims allow, with the claims that make each. */
const scopeBounds = z
  .strictObject({
    /** Null: not stated by whom they are held. */
    holder: reference('party').nullable(),
    scope: scope.nullable(),
    inclusion: z.string().nullable(),
    counts: z.enum(countedThings),
    /** The wordings of the units; more than one means that the claims did not name one thing. */
    units: z.array(z.string()),
    /** Null: nobody states a least number. It is not zero. */
    lower: bound.nullable(),
    /** Null: some claim has no upper limit, or none states one. */
    upper: bound.nullable(),
    estimates: z.array(
      z
        .strictObject({
          count: boundedCount,
          /** The part of a breakdown that the count is of; null where it is the whole. */
          part: z.string().nullable(),
          date,
          certainty: z.enum(certainties),
          lastReported: days.nullable(),
          claim,
        })
        .meta({ id: 'EstimateInBalance' }),
    ),
  })
  .meta({ id: 'ScopeBounds' });

/** Why counts are not added: their scopes may cover the same people, or their units count different things. */
export const sumRefusals = ['overlapping', 'different-units'] as const;

/** The balance of one holder, or of all, over days on which nothing changes: `from` included, `to` not; null is open. */
export const balancePoint = z
  .strictObject({
    from: day,
    to: day,
    named: z
      .strictObject({
        certain: z.int(),
        possible: z.int(),
        byNationality: z.array(
          z
            .strictObject({ nationality: z.string().nullable(), certain: z.int(), possible: z.int() })
            .meta({ id: 'NamedByNationality' }),
        ),
        persons: z.array(
          z
            .strictObject({
              person: reference('person'),
              detention: reference('detention'),
              certainty: z.enum(certainties),
              /** Whoever some account names as holder; none where no account names one. */
              holders: z.array(reference('party')),
              claims: z.array(z.uuid()),
            })
            .meta({ id: 'NamedInCustody' }),
        ),
      })
      .meta({ id: 'NamedBalance' })
      .nullable(),
    /** Unnamed sets of people with what is claimed of their size. */
    groups: z.array(
      z
        .strictObject({ group: reference('group'), detention: reference('detention'), certainty: z.enum(certainties) })
        .meta({ id: 'GroupInCustody' }),
    ),
    scopes: z.array(scopeBounds),
    /** Why the scopes are not added up; null where there is at most one. */
    sumRefused: z
      .strictObject({ rule: z.enum(sumRefusals), detail: z.string() })
      .meta({ id: 'SumRefused' })
      .nullable(),
  })
  .meta({ id: 'BalancePoint' });
export type BalancePoint = z.infer<typeof balancePoint>;
