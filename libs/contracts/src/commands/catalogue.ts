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
 * What a command is about: a `new` subject; an `existing` one, named by the field of its category; `either`, where the field adds a report to a
 * known subject; a `claim`, in whose stream it is written; or the `identity` stream.
 */
export type Subject = 'new' | 'existing' | 'either' | 'claim' | 'identity';

export interface CommandEntry {
  readonly schema: z.ZodObject;
  readonly subject: Subject;
  /** Null for commands about claims, where the claim's stream decides, and about identity. */
  readonly category: Category | null;
  /** The type of the event it leads to. AttachSourceText leads to one of two. */
  readonly event: string;
  readonly summary: string;
}

const entry = <Schema extends z.ZodObject>(
  schema: Schema,
  subject: Subject,
  category: Category | null,
  event: string,
  summary: string,
) => ({ schema, subject, category, event, summary });

/** Every command of the register: its input, what it is about and the event it leads to. */
export const commandCatalogue = {
  RegisterSource: entry(source.registerSource, 'new', 'source', 'SourceRegistered', 'Register a source'),
  NoteSourceCorrection: entry(
    source.noteSourceCorrection,
    'existing',
    'source',
    'SourceCorrectionNoted',
    "Note the publisher's correction of a source, or a correction mark without its note",
  ),
  SupersedeSource: entry(
    source.supersedeSource,
    'existing',
    'source',
    'SourceSuperseded',
    'Name the newer version of a source',
  ),
  AttachSourceText: entry(
    source.attachSourceText,
    'existing',
    'source',
    'SourceTextVerified',
    'Check a document against a source and every quote anchored in it; the text is not stored',
  ),
  RegisterParty: entry(party.registerParty, 'new', 'party', 'PartyRegistered', 'Register a party'),
  RelateParties: entry(
    party.relateParties,
    'existing',
    'party',
    'PartiesRelated',
    'Report that a party is part of, backs or represents another',
  ),
  RegisterPerson: entry(person.registerPerson, 'new', 'person', 'PersonRegistered', 'Register a person'),
  AddNameVariant: entry(
    person.addNameVariant,
    'existing',
    'person',
    'NameVariantAdded',
    'Add a form of a person’s name',
  ),
  ReportPersonDetail: entry(
    person.reportPersonDetail,
    'existing',
    'person',
    'PersonDetailReported',
    'Report a nationality, profession, office or birth',
  ),
  ReportGroup: entry(group.reportGroup, 'either', 'group', 'GroupReported', 'Report an unnamed set of people'),
  NameMember: entry(group.nameMember, 'existing', 'group', 'MemberNamed', 'Name a member of a group'),
  ReportDetention: entry(
    detention.reportDetention,
    'either',
    'detention',
    'DetentionReported',
    'Report that a person or group is held',
  ),
  ReportCustodyStance: entry(
    detention.reportCustodyStance,
    'existing',
    'detention',
    'CustodyStanceReported',
    'Report how the holder stands to the custody',
  ),
  ReportTransfer: entry(
    detention.reportTransfer,
    'existing',
    'detention',
    'TransferReported',
    'Report a transfer to another place or holder',
  ),
  ReportCharge: entry(
    detention.reportCharge,
    'existing',
    'detention',
    'ChargeReported',
    'Report a suspicion or charge',
  ),
  DisputeCharge: entry(
    detention.disputeCharge,
    'existing',
    'detention',
    'ChargeDisputed',
    'Report that charges are disputed',
  ),
  ReportSentence: entry(detention.reportSentence, 'existing', 'detention', 'SentenceReported', 'Report a sentence'),
  ReportRelease: entry(detention.reportRelease, 'existing', 'detention', 'ReleaseReported', 'Report a release'),
  ReportEscape: entry(detention.reportEscape, 'existing', 'detention', 'EscapeReported', 'Report an escape'),
  ReportHospitalisation: entry(
    detention.reportHospitalisation,
    'existing',
    'detention',
    'HospitalisationReported',
    'Report a hospitalisation',
  ),
  ReportDeathInCustody: entry(
    detention.reportDeathInCustody,
    'existing',
    'detention',
    'DeathInCustodyReported',
    'Report a death in custody',
  ),
  ReportWhereaboutsUnknown: entry(
    detention.reportWhereaboutsUnknown,
    'existing',
    'detention',
    'WhereaboutsUnknownReported',
    'Report that the whereabouts are unknown',
  ),
  AgreeSwap: entry(swap.agreeSwap, 'either', 'swap', 'SwapAgreed', 'Report an agreed swap with its planned legs'),
  RecordSwap: entry(swap.recordSwap, 'either', 'swap', 'SwapRecorded', 'Report that a swap took place'),
  ReportLeg: entry(swap.reportLeg, 'existing', 'swap', 'LegReported', 'Report a count on one leg of a swap'),
  ReportDecline: entry(
    swap.reportDecline,
    'existing',
    'swap',
    'DeclineReported',
    'Report listed persons who refused or stayed on the spot',
  ),
  ReportNoShow: entry(
    swap.reportNoShow,
    'existing',
    'swap',
    'NoShowReported',
    'Report listed persons who were absent or already free',
  ),
  SuspendSwap: entry(swap.suspendSwap, 'existing', 'swap', 'SwapSuspended', 'Report that a swap is suspended'),
  ResumeSwap: entry(swap.resumeSwap, 'existing', 'swap', 'SwapResumed', 'Report that a swap goes on'),
  RecordEstimate: entry(
    estimate.recordEstimate,
    'either',
    'estimate',
    'EstimateRecorded',
    'Record a count of people held',
  ),
  RecordStatement: entry(
    statement.recordStatement,
    'either',
    'statement',
    'StatementRecorded',
    'Record what is said and fits no other report',
  ),
  RecordAppeal: entry(appeal.recordAppeal, 'either', 'appeal', 'AppealRecorded', 'Record an appeal'),
  RecordAppealAnswer: entry(
    appeal.recordAppealAnswer,
    'existing',
    'appeal',
    'AppealAnswered',
    'Record what came of an appeal',
  ),
  ReportTalksStatus: entry(talks.reportTalksStatus, 'either', 'talks', 'TalksStatusReported', 'Report how talks stand'),
  DecideMatch: entry(identity.decideMatch, 'identity', null, 'MatchDecided', 'Judge whether two persons are one'),
  RevokeMatch: entry(identity.revokeMatch, 'identity', null, 'MatchRevoked', 'Revoke the judgement on two persons'),
  ContestClaim: entry(claims.contestClaim, 'claim', null, 'ClaimContested', 'Contest a claim'),
  AddEvidence: entry(claims.addEvidence, 'claim', null, 'EvidenceAdded', 'Add a second place that says the same'),
  CorrectClaim: entry(claims.correctClaim, 'claim', null, 'ClaimCorrected', 'Correct an error of the register'),
  RetractClaim: entry(
    claims.retractClaim,
    'claim',
    null,
    'ClaimRetracted',
    'Record that the claimant withdrew the claim',
  ),
  WithdrawClaim: entry(
    claims.withdrawClaim,
    'claim',
    null,
    'ClaimWithdrawn',
    'Withdraw a claim: the register no longer stands behind it',
  ),
  LinkClaims: entry(claims.linkClaims, 'claim', null, 'ClaimsLinked', 'Say how a claim relates to another one'),
  AssessClaim: entry(
    claims.assessClaim,
    'claim',
    null,
    'ClaimAssessed',
    'Assess the reliability of the source and the credibility of a claim',
  ),
} as const satisfies Record<string, CommandEntry>;

export type CommandName = keyof typeof commandCatalogue;
export const commandNames = Object.keys(commandCatalogue) as CommandName[];
export const isCommandName = (name: string): name is CommandName => Object.hasOwn(commandCatalogue, name);

/** The body of a command, as its schema parsed it. */
export type CommandBody<Name extends CommandName> = z.infer<(typeof commandCatalogue)[Name]['schema']>;

/** A parsed command with its name. */
export type Command<Name extends CommandName = CommandName> = {
  [Each in Name]: { readonly name: Each; readonly body: CommandBody<Each> };
}[Name];
