import type { z } from 'zod';
import type { Category } from '../values/reference.ts';
import * as appeal from './appeal.ts';
import * as claims from './claim.ts';
import * as detention from './detention.ts';
import * as estimate from './estimate.ts';
import * as group from './group.ts';
import * as identity from './identity.ts';
import * as party from './party.ts';
import * as person from './person.ts';
import * as source from './source.ts';
import * as statement from './statement.ts';
import * as swap from './swap.ts';
import * as talks from './talks.ts';

/**
 * One event type: the schema of every version ever written, and the step from each version to the next.
 * These are the storage formats: a published schema is never edited, a change is a new version with its upcaster.
 */
export interface EventEntry {
  /** Null for events about a claim, which live in that claim's stream, and for those of the identity stream. */
  readonly category: Category | null;
  readonly current: number;
  readonly schemas: Readonly<Record<number, z.ZodObject>>;
  /** `upcasters[1]` turns version 1 into version 2. */
  readonly upcasters: Readonly<Record<number, (data: never) => unknown>>;
}

const only = <C extends Category | null, Schema extends z.ZodObject>(category: C, schema: Schema) => ({
  category,
  current: 1 as const,
  schemas: { 1: schema },
  upcasters: {},
});

/** Every event type that was ever written. */
export const eventCatalogue = {
  SourceRegistered: only('source', source.sourceRegistered),
  SourceCorrectionNoted: only('source', source.sourceCorrectionNoted),
  SourceSuperseded: only('source', source.sourceSuperseded),
  SourceTextVerified: only('source', source.sourceTextVerified),
  SourceTextMismatched: only('source', source.sourceTextMismatched),
  PartyRegistered: {
    category: 'party',
    current: 2,
    schemas: { 1: party.partyRegisteredV1, 2: party.partyRegistered },
    upcasters: { 1: party.upcastPartyRegisteredV1 },
  },
  PartiesRelated: only('party', party.partiesRelated),
  PersonRegistered: only('person', person.personRegistered),
  NameVariantAdded: only('person', person.nameVariantAdded),
  PersonDetailReported: only('person', person.personDetailReported),
  GroupReported: only('group', group.groupReported),
  MemberNamed: only('group', group.memberNamed),
  DetentionReported: only('detention', detention.detentionReported),
  CustodyStanceReported: only('detention', detention.custodyStanceReported),
  TransferReported: only('detention', detention.transferReported),
  ChargeReported: only('detention', detention.chargeReported),
  ChargeDisputed: only('detention', detention.chargeDisputed),
  SentenceReported: only('detention', detention.sentenceReported),
  ReleaseReported: only('detention', detention.releaseReported),
  EscapeReported: only('detention', detention.escapeReported),
  HospitalisationReported: only('detention', detention.hospitalisationReported),
  DeathInCustodyReported: only('detention', detention.deathInCustodyReported),
  WhereaboutsUnknownReported: only('detention', detention.whereaboutsUnknownReported),
  SwapAgreed: only('swap', swap.swapAgreed),
  SwapRecorded: only('swap', swap.swapRecorded),
  LegReported: only('swap', swap.legReported),
  DeclineReported: only('swap', swap.declineReported),
  NoShowReported: only('swap', swap.noShowReported),
  SwapSuspended: only('swap', swap.swapSuspended),
  SwapResumed: only('swap', swap.swapResumed),
  EstimateRecorded: only('estimate', estimate.estimateRecorded),
  StatementRecorded: only('statement', statement.statementRecorded),
  AppealRecorded: only('appeal', appeal.appealRecorded),
  AppealAnswered: only('appeal', appeal.appealAnswered),
  TalksStatusReported: only('talks', talks.talksStatusReported),
  MatchDecided: only(null, identity.matchDecided),
  MatchRevoked: only(null, identity.matchRevoked),
  ClaimContested: only(null, claims.claimContested),
  EvidenceAdded: only(null, claims.evidenceAdded),
  ClaimCorrected: only(null, claims.claimCorrected),
  ClaimRetracted: only(null, claims.claimRetracted),
  ClaimWithdrawn: only(null, claims.claimWithdrawn),
  ClaimsLinked: only(null, claims.claimsLinked),
  ClaimAssessed: only(null, claims.claimAssessed),
} as const satisfies Record<string, EventEntry>;

export type EventType = keyof typeof eventCatalogue;
export const eventTypes = Object.keys(eventCatalogue) as EventType[];
export const isEventType = (type: string): type is EventType => Object.hasOwn(eventCatalogue, type);

type Entry<Type extends EventType> = (typeof eventCatalogue)[Type];
type CurrentSchema<Type extends EventType> = Entry<Type>['schemas'] extends infer Schemas
  ? Entry<Type>['current'] extends keyof Schemas
    ? Schemas[Entry<Type>['current']]
    : never
  : never;

/** The data of an event type in its current version. */
export type EventData<Type extends EventType> =
  CurrentSchema<Type> extends infer Schema ? (Schema extends z.ZodType ? z.infer<Schema> : never) : never;

/** The schema of the current version of an event type. */
export function currentSchema(type: EventType): z.ZodObject {
  const entry: EventEntry = eventCatalogue[type];
  return entry.schemas[entry.current]!;
}
