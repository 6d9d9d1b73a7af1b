import {
  accepted,
  type Command,
  type CommandName,
  commandCatalogue,
  commandNames,
  type DomainEvent,
  type Result,
  rejected,
} from '#libs/contracts';
import { breach } from './facts.ts';
import { changesClaims, effectiveEvents } from './fold.ts';
import { shapeRejections } from './shape.ts';

/** A claim of a stream: the event that made it, as it reads now, or null once it was retracted or withdrawn. */
export interface KnownClaim {
  readonly original: DomainEvent;
  readonly standing: DomainEvent | null;
}

/** The claims of a stream by id. */
export function claimsOf(events: readonly DomainEvent[]): ReadonlyMap<string, KnownClaim> {
  const standing = new Map(effectiveEvents(events).map((event) => [event.id, event]));
  const made = events.filter((event) => 'claim' in event.data && !changesClaims(event.type));
  return new Map(made.map((original) => [original.id, { original, standing: standing.get(original.id) ?? null }]));
}

/** The standing claim that a command is about, or why there is none. */
export function targetOf(
  events: readonly DomainEvent[],
  claim: string,
): Result<KnownClaim & { standing: DomainEvent }> {
  const known = claimsOf(events).get(claim);
  if (!known) return rejected(breach('unknown-target', '/target/claim', 'the stream holds no such claim'));
  if (!known.standing)
    return rejected(breach('claim-not-standing', '/target/claim', 'the claim was retracted or withdrawn'));
  return accepted({ original: known.original, standing: known.standing });
}

/** The command whose event reports this type. */
export const commandOf = (type: string): CommandName | undefined =>
  commandNames.find((name) => commandCatalogue[name].event === type && name !== 'AttachSourceText');

function subjectFields(original: DomainEvent, name: CommandName): object {
  const entry = commandCatalogue[name];
  if (entry.subject === 'claim' && 'target' in original.data)
    return { target: { stream: original.stream, claim: original.data.target } };
  const id = original.stream.slice(original.stream.indexOf('-') + 1);
  return entry.category ? { [entry.category]: id } : {};
}

/**
 * The command that a correction amounts to: the corrected report, given to the command that made the original.
 * @returns `not-a-report` for events no command reports, `shape` where the report is not of the command's form.
 */
export function correctedCommand(events: readonly DomainEvent[], command: Command<'CorrectClaim'>): Result<Command> {
  const target = targetOf(events, command.body.target.claim);
  if (!target.ok) return target;
  const { original } = target.value;
  const name = commandOf(original.type);
  if (!name) return rejected(breach('not-a-report', '/target/claim', `${original.type} cannot be corrected`));
  const parsed = commandCatalogue[name].schema.safeParse({ ...command.body.report, ...subjectFields(original, name) });
  if (!parsed.success) return rejected(...shapeRejections(parsed.error.issues, command.body.report, '/report'));
  return accepted({ name, body: parsed.data } as Command);
}
