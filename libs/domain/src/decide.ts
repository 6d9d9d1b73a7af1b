import {
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
import { correctedCommand, targetOf } from './claims.ts';
import { detention } from './detention.ts';
import { estimate } from './estimate.ts';
import { breach, factFrom } from './facts.ts';
import { fold } from './fold.ts';
import { group } from './group.ts';
import { party } from './party.ts';
import { person } from './person.ts';
import { source } from './source.ts';
import { swap } from './swap.ts';

/** The aggregate of each category. */
export const aggregates = { source, party, person, group, detention, swap, estimate } satisfies Record<
  Category,
  { readonly category: Category }
>;

type AnyAggregate = Aggregate<unknown>;
const aggregateOf = (category: Category): AnyAggregate => aggregates[category];

type ClaimCommand = Command<'ContestClaim' | 'AddEvidence' | 'CorrectClaim' | 'RetractClaim' | 'WithdrawClaim'>;
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
} as const;

function decideClaim(events: readonly DomainEvent[], command: ClaimCommand, context: Context): Result<readonly Fact[]> {
  if (command.name === 'CorrectClaim') return correct(events, command, context);
  const target = targetOf(events, command.body.target.claim);
  if (!target.ok) return target;
  const body = { ...command.body, target: command.body.target.claim };
  return factFrom(claimEvents[command.name], body, context.personalSubject);
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
  const aggregate = aggregateOf(commandCatalogue[command.name].category!);
  return aggregate.decide(fold(aggregate, events), command, context);
}

/** Whose personal data a stream holds; for a detention that of the first report, also once it was withdrawn. */
export function personalSubjectOf(stream: string, events: readonly DomainEvent[], command: Command): string {
  const { id } = parseStream(stream)!;
  const first = events.find((event) => event.type === 'DetentionReported');
  if (first) return first.data.person ?? first.data.group ?? id;
  if (command.name === 'ReportDetention') return command.body.person ?? command.body.group ?? id;
  return id;
}
