import {
  type About,
  accepted,
  canonicalJson,
  type Category,
  type Command,
  commandCatalogue,
  type DomainEvent,
  eventCatalogue,
  parseStream,
  type Rejection,
  type Result,
  rejected,
} from '#libs/contracts';
import type { Aggregate, Context, Fact } from './aggregate.ts';
import { appeal } from './appeal.ts';
import { correctedCommand, targetOf } from './claims.ts';
import { detention } from './detention.ts';
import { estimate } from './estimate.ts';
import { breach, factFrom, unlessBreached } from './facts.ts';
import { fold } from './fold.ts';
import { group } from './group.ts';
import { identity } from './identity.ts';
import { party } from './party.ts';
import { person } from './person.ts';
import { source } from './source.ts';
import { statement } from './statement.ts';
import { swap } from './swap.ts';
import { talks } from './talks.ts';

/** The aggregate of each category. */
export const aggregates = {
  source,
  party,
  person,
  group,
  detention,
  swap,
  estimate,
  appeal,
  talks,
  statement,
} satisfies Record<Category, { readonly category: Category }>;

type AnyAggregate = Aggregate<unknown>;
const aggregateOf = (category: Category): AnyAggregate => aggregates[category];

type ClaimCommand = Command<
  'ContestClaim' | 'AddEvidence' | 'CorrectClaim' | 'RetractClaim' | 'WithdrawClaim' | 'LinkClaims' | 'AssessClaim'
>;
const isClaimCommand = (command: Command): command is ClaimCommand =>
  commandCatalogue[command.name].subject === 'claim';

const belowReport = (rejections: readonly Rejection[]): Rejection[] =>
  rejections.map((rejection) => ({ ...rejection, pointer: `/report${rejection.pointer}` }));

/** Decides the corrected report as if the original had never been made; what it leads to stands in the original's place. */
function correct(
  events: readonly DomainEvent[],
  command: Command<'CorrectClaim'>,
  context: Context,
): Result<readonly Fact[]> {
  const target = targetOf(events, command.body.target.claim);
  const inner = correctedCommand(events, command);
  if (!target.ok) return target;
  if (!inner.ok) return inner;
  const others = events.filter((event) => event.id !== target.value.original.id);
  const decided = decideCommand(others, inner.value, context);
  if (!decided.ok) return rejected(...belowReport(decided.rejections));
  const fact = decided.value[0]!;
  if (canonicalJson(fact.data) === canonicalJson(target.value.standing.data))
    return rejected(breach('report-unchanged', '/report', 'the corrected report says what the claim already says'));
  const { target: about, reason } = command.body;
  const schemaVersion = eventCatalogue[fact.type].current;
  const data = { target: about.claim, type: fact.type, schemaVersion, report: fact.data, reason };
  return accepted([{ type: 'ClaimCorrected', data }]);
}

const claimEvents = {
  ContestClaim: 'ClaimContested',
  AddEvidence: 'EvidenceAdded',
  RetractClaim: 'ClaimRetracted',
  WithdrawClaim: 'ClaimWithdrawn',
  LinkClaims: 'ClaimsLinked',
  AssessClaim: 'ClaimAssessed',
} as const;

function linkBreaches(command: ClaimCommand): Rejection[] {
  if (command.name !== 'LinkClaims') return [];
  const { target, to } = command.body;
  return target.claim === to.claim ? [breach('link-to-itself', '/to/claim', 'a claim cannot be linked to itself')] : [];
}

function decideClaim(events: readonly DomainEvent[], command: ClaimCommand, context: Context): Result<readonly Fact[]> {
  if (command.name === 'CorrectClaim') return correct(events, command, context);
  const target = targetOf(events, command.body.target.claim);
  if (!target.ok) return target;
  const body = { ...command.body, target: command.body.target.claim };
  return unlessBreached(linkBreaches(command), factFrom(claimEvents[command.name], body, context.personalSubject));
}

/**
 * What a command leads to in its stream, given all events of that stream.
 * Pure: the same events, command and context give the same facts, so that a repeated command can be compared with what it did before.
 */
export function decideCommand(
  events: readonly DomainEvent[],
  command: Command,
  context: Context,
): Result<readonly Fact[]> {
  if (isClaimCommand(command)) return decideClaim(events, command, context);
  if (command.name === 'DecideMatch' || command.name === 'RevokeMatch')
    return identity.decide(fold(identity, events), command);
  const aggregate = aggregateOf(commandCatalogue[command.name].category!);
  return aggregate.decide(fold(aggregate, events), command, context);
}

const personIn = (about: readonly About[]): string | undefined => about.find(({ kind }) => kind === 'person')?.id;

/** Whom the first report of a stream is about; undefined for events that do not say. */
function subjectIn(data: object): string | undefined {
  const { person, group, about } = data as { person?: string | null; group?: string | null; about?: About[] | null };
  return person ?? group ?? personIn(about ?? []);
}

/**
 * Whose personal data a stream holds: the subject's own, for a detention those of the detained, for a statement or an appeal those of the first
 * person it is about. The first report decides, also once it was withdrawn, so that forgetting finds all of the stream.
 */
export function personalSubjectOf(stream: string, events: readonly DomainEvent[], command: Command): string {
  const id = parseStream(stream)?.id ?? stream;
  if (!/^(detention|statement|appeal)-/.test(stream)) return id;
  return subjectIn(events[0]?.data ?? command.body) ?? id;
}
