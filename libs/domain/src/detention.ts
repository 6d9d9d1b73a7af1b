import type { Claimant, Command, CommandBody, DomainEvent, Rejection, Result } from '#libs/contracts';
import type { Aggregate, Context, Fact } from './aggregate.ts';
import { breach, factFrom, unlessBreached } from './facts.ts';

type Name =
  | 'ReportDetention'
  | 'ReportCustodyStance'
  | 'ReportTransfer'
  | 'ReportCharge'
  | 'DisputeCharge'
  | 'ReportSentence'
  | 'ReportRelease'
  | 'ReportEscape'
  | 'ReportHospitalisation'
  | 'ReportDeathInCustody'
  | 'ReportWhereaboutsUnknown';

type End = 'release' | 'escape' | 'death';

export interface DetentionState {
  readonly person: string | null;
  readonly group: string | null;
  /** How the episode ended in each claimant's account. */
  readonly ends: ReadonlyMap<string, End>;
  /** The claims that reported a charge. */
  readonly charges: ReadonlySet<string>;
}

const initial: DetentionState = { person: null, group: null, ends: new Map(), charges: new Set() };

const account = (claimant: Claimant): string => `${claimant.kind}-${claimant.id}`;

const ended = (state: DetentionState, claimant: Claimant, end: End): DetentionState => ({
  ...state,
  ends: new Map(state.ends).set(account(claimant), end),
});

function evolve(state: DetentionState, event: DomainEvent): DetentionState {
  switch (event.type) {
    case 'DetentionReported':
      return { ...state, person: state.person ?? event.data.person, group: state.group ?? event.data.group };
    case 'ChargeReported':
      return { ...state, charges: new Set(state.charges).add(event.id) };
    case 'ReleaseReported':
      return ended(state, event.data.claim.claimant, 'release');
    case 'EscapeReported':
      return ended(state, event.data.claim.claimant, 'escape');
    case 'DeathInCustodyReported':
      return ended(state, event.data.claim.claimant, 'death');
    default:
      return state;
  }
}

/** In one claimant's account an episode ends once, and nobody is released after death. Other accounts may differ. */
function endBreaches(state: DetentionState, command: Command<'ReportRelease' | 'ReportTransfer' | 'ReportEscape'>) {
  const end = state.ends.get(account(command.body.claim.claimant));
  if (end === undefined) return [];
  return command.name === 'ReportRelease' && end === 'death'
    ? [breach('release-after-death', '/claim/claimant', 'this claimant has reported a death in this episode')]
    : [
        breach(
          'already-ended',
          '/claim/claimant',
          `this claimant has already reported the end of this episode (${end})`,
        ),
      ];
}

function detainedBreaches(state: DetentionState, body: CommandBody<'ReportDetention'>): Rejection[] {
  const known = state.person ?? state.group;
  const given = body.person ?? body.group;
  if (body.person && body.group) return [breach('person-or-group', '/group', 'give either a person or a group')];
  if (!known && !given) return [breach('person-or-group', '/person', 'give a person or a group')];
  if (known && given && known !== given)
    return [
      breach('detained-differs', body.person ? '/person' : '/group', 'this detention is of another person or group'),
    ];
  return [];
}

function reportDetention(state: DetentionState, body: CommandBody<'ReportDetention'>, context: Context) {
  const breaches = detainedBreaches(state, body);
  if (body.at && body.since) breaches.push(breach('at-or-since', '/since', 'give at most one of at and since'));
  const { person, group } = body.person || body.group ? body : state;
  return unlessBreached(breaches, factFrom('DetentionReported', { ...body, person, group }, context.personalSubject));
}

function disputeCharge(state: DetentionState, body: CommandBody<'DisputeCharge'>, context: Context) {
  const unknown = body.charge && !state.charges.has(body.charge);
  const breaches = unknown
    ? [breach('charge-unknown', '/charge', 'no charge of this detention has this claim id')]
    : [];
  return unlessBreached(breaches, factFrom('ChargeDisputed', body, context.personalSubject));
}

const plain = {
  ReportCustodyStance: 'CustodyStanceReported',
  ReportTransfer: 'TransferReported',
  ReportCharge: 'ChargeReported',
  ReportSentence: 'SentenceReported',
  ReportRelease: 'ReleaseReported',
  ReportEscape: 'EscapeReported',
  ReportHospitalisation: 'HospitalisationReported',
  ReportDeathInCustody: 'DeathInCustodyReported',
  ReportWhereaboutsUnknown: 'WhereaboutsUnknownReported',
} as const;

function decide(state: DetentionState, command: Command<Name>, context: Context): Result<readonly Fact[]> {
  switch (command.name) {
    case 'ReportDetention':
      return reportDetention(state, command.body, context);
    case 'DisputeCharge':
      return disputeCharge(state, command.body, context);
    case 'ReportRelease':
    case 'ReportTransfer':
    case 'ReportEscape':
      return unlessBreached(
        endBreaches(state, command),
        factFrom(plain[command.name], command.body, context.personalSubject),
      );
    default:
      return factFrom(plain[command.name], command.body, context.personalSubject);
  }
}

/** One person or group in one custody episode, whoever reports it. */
export const detention: Aggregate<DetentionState, Name> = { category: 'detention', initial, evolve, decide };
