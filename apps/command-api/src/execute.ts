import {
  canonicalJson,
  type Command,
  currentSchema,
  type DomainEvent,
  eventCatalogue,
  type NewEvent,
  readEvent,
  type RecordedEvent,
} from '#libs/contracts';
import { correctedCommand, decideCommand, type Fact, personalSubjectOf } from '#libs/domain';
import type { EventLog } from '#libs/event-log';
import { type CommandAnswer, type CommandOutcome, refuse, refuseByRules } from './answer.ts';
import { checkAttachment } from './attachment.ts';
import { commandIdOf, eventIdOf } from './identity.ts';
import { type Addressed, parseCommand } from './parse.ts';
import { referenceChecks } from './references.ts';

/** Who sends a command, and how. */
export interface CommandRequest {
  readonly name: string;
  readonly body: unknown;
  readonly actor: string;
  readonly idempotencyKey?: string | undefined;
  /** The revision the client saw; another one is answered 412. */
  readonly expectedRevision?: number | undefined;
  readonly dryRun?: boolean | undefined;
  readonly correlationId?: string | undefined;
  readonly traceparent?: string | undefined;
}

export type ExecuteCommand = (request: CommandRequest) => Promise<CommandOutcome>;

/** Another command may get in between reading and appending; it is decided again on what then stands, so often at the most. */
const ATTEMPTS = 20;

async function readWholeStream(log: EventLog, stream: string): Promise<DomainEvent[]> {
  const events: RecordedEvent[] = [];
  for (;;) {
    const page = await log.readStream(stream, { from: events.length, limit: 1000 });
    events.push(...page);
    if (page.length < 1000) return events.map(readEvent);
  }
}

function answerOf(
  addressed: Addressed,
  commandId: string,
  events: readonly Pick<RecordedEvent, 'id' | 'type' | 'revision' | 'position'>[],
  repeated: boolean,
): CommandAnswer {
  const last = events.at(-1)!;
  return {
    commandId,
    stream: addressed.stream,
    id: addressed.id,
    revision: last.revision,
    position: last.position,
    events: events.map(({ id, type, revision, position }) => ({ id, type, revision, position })),
    repeated,
  };
}

/** The outcome of a check depends on what was anchored by then; the same text is the same command. */
function contentOf(fact: { readonly type: string; readonly data: unknown }): unknown {
  if (fact.type !== 'SourceTextVerified' && fact.type !== 'SourceTextMismatched') return fact;
  return { attached: (fact.data as { sha256: string }).sha256 };
}

const sameFacts = (left: readonly Fact[], right: readonly DomainEvent[]): boolean =>
  left.length === right.length &&
  left.every((fact, index) => {
    const { type, data } = right[index]!;
    return canonicalJson(contentOf(fact)) === canonicalJson(contentOf({ type, data }));
  });

function newEvents(facts: readonly Fact[], request: CommandRequest, commandId: string): NewEvent[] {
  const reason = (request.body as { reason?: string }).reason;
  const metadata = {
    actor: request.actor,
    commandId,
    correlationId: request.correlationId ?? commandId,
    causationId: commandId,
    ...(request.traceparent && { traceparent: request.traceparent }),
    ...(reason && { reason }),
  };
  return facts.map(({ type, data }, index) => ({
    id: eventIdOf(commandId, index),
    type,
    schemaVersion: eventCatalogue[type].current,
    // A fact that its own schema refuses would be unreadable for ever, so it is never written.
    data: currentSchema(type).parse(data),
    metadata,
  }));
}

/**
 * The one way to write: load the stream, decide, append behind what was read, answer.
 * A repeated command id is answered with its first result, also when the stream has moved on; with another body it is rejected.
 * @throws EventLogUnavailable, EventLogFenced from the event log.
 */
export function createExecutor(log: EventLog): ExecuteCommand {
  const checkReferences = referenceChecks(log);

  async function decide(addressed: Addressed, events: readonly DomainEvent[]) {
    const { command, stream, id } = addressed;
    const attachment =
      command.name === 'AttachSourceText' ? await checkAttachment(log, id, command.body.text) : undefined;
    const personalSubject = personalSubjectOf(stream, events, command);
    return decideCommand(events, command, { id, personalSubject, ...(attachment && { attachment }) });
  }

  /** What the command did when it came first; null where it is new. */
  async function repeatedOutcome(
    addressed: Addressed,
    commandId: string,
    events: readonly DomainEvent[],
  ): Promise<CommandOutcome | null> {
    const first = events.findIndex((event) => event.metadata.commandId === commandId);
    if (first < 0) return null;
    const own = events.filter((event) => event.metadata.commandId === commandId);
    const again = await decide(addressed, events.slice(0, first));
    if (again.ok && sameFacts(again.value, own))
      return { kind: 'accepted', answer: answerOf(addressed, commandId, own, true) };
    return refuse(422, {
      rule: 'command-id-reused',
      pointer: '',
      detail: 'this command id was used before with another body; to change what was said, use CorrectClaim',
    });
  }

  function subjectRefusal({ stream, create, id, command }: Addressed, events: readonly DomainEvent[]) {
    if (create && events.length > 0)
      return refuse(422, { rule: 'already-registered', pointer: '/id', detail: `${stream} exists already` });
    if (!create && events.length === 0) {
      const category = stream.slice(0, stream.indexOf('-'));
      const pointer = 'target' in command.body ? '/target/stream' : `/${category}`;
      return refuse(404, { rule: 'unknown-target', pointer, detail: `the register holds no ${category} ${id}` });
    }
    return null;
  }

  /** What a correction names counts as named, too. */
  function namingCommands(command: Command, events: readonly DomainEvent[]) {
    const own = [{ command, pointer: '' }];
    if (command.name !== 'CorrectClaim') return own;
    const inner = correctedCommand(events, command);
    return inner.ok ? [...own, { command: inner.value, pointer: '/report' }] : own;
  }

  async function attempt(
    request: CommandRequest,
    addressed: Addressed,
    commandId: string,
  ): Promise<CommandOutcome | 'again'> {
    const events = await readWholeStream(log, addressed.stream);
    const repeated = await repeatedOutcome(addressed, commandId, events);
    if (repeated) return repeated;
    const current = events.length - 1;
    const refusal = subjectRefusal(addressed, events);
    if (refusal) return refusal;
    if (request.expectedRevision !== undefined && request.expectedRevision !== current)
      return revisionRefusal(request.expectedRevision, current);
    const unknown = await checkReferences(namingCommands(addressed.command, events), addressed.stream);
    if (unknown.length > 0) return refuse(422, ...unknown);
    const decided = await decide(addressed, events);
    if (!decided.ok) return refuseByRules(decided.rejections);
    return append(request, addressed, commandId, newEvents(decided.value, request, commandId), current);
  }

  async function append(
    request: CommandRequest,
    addressed: Addressed,
    commandId: string,
    events: readonly NewEvent[],
    current: number,
  ): Promise<CommandOutcome | 'again'> {
    const { stream, id } = addressed;
    if (request.dryRun) {
      const shown = events.map(({ id: eventId, type, data }) => ({ id: eventId, type, data }));
      return { kind: 'dry-run', answer: { commandId, stream, id, dryRun: true, events: shown } };
    }
    const outcome = await log.append({ stream, expected: current < 0 ? 'none' : current, events });
    switch (outcome.kind) {
      case 'appended':
        return { kind: 'accepted', answer: answerOf(addressed, commandId, outcome.events, outcome.repeated) };
      case 'wrong-revision':
        return request.expectedRevision === undefined
          ? 'again'
          : revisionRefusal(request.expectedRevision, outcome.current);
      case 'event-id-taken':
        return refuse(422, {
          rule: 'command-id-reused',
          pointer: '',
          detail: 'this command id was used before for another subject',
        });
      case 'refused':
        return refuse(422, { rule: 'text-not-storable', pointer: '', detail: outcome.detail });
    }
  }

  return async (request) => {
    const commandId = commandIdOf(request.actor, request.idempotencyKey);
    const addressed = parseCommand(request.name, request.body, commandId);
    if ('kind' in addressed) return addressed;
    for (let tries = 0; tries < ATTEMPTS; tries += 1) {
      const outcome = await attempt(request, addressed, commandId);
      if (outcome !== 'again') return outcome;
    }
    return refuse(409, {
      rule: 'contention',
      pointer: '',
      detail: 'too many commands for this subject at once; send it again',
    });
  };
}

const revisionRefusal = (expected: number, current: number | null) => ({
  ...refuse(412, {
    rule: 'wrong-revision',
    pointer: '',
    detail: `expected revision ${expected}, the stream is at ${current ?? 'no event'}`,
  }),
  currentRevision: current,
});
