import { currentSchema, eventCatalogue, type NewEvent } from '#libs/contracts';
import type { Fact } from '#libs/domain';
import type { EventLog } from '#libs/event-log';
import { answerOf, type CommandOutcome, refuse, refuseRevision } from './answer.ts';
import type { CommandRequest } from './command-request.ts';
import { eventIdOf } from './identity.ts';
import type { Addressed } from './addressed.ts';

/** The facts as events that could be written. */
export function newEvents(facts: readonly Fact[], request: CommandRequest, commandId: string): NewEvent[] {
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

/** Writes what was decided on the revision `current` (−1: no stream yet); null where the stream has moved on and nobody asked for that revision. */
export async function append(
  log: EventLog,
  request: CommandRequest,
  addressed: Addressed,
  { events, current }: { readonly events: readonly NewEvent[]; readonly current: number },
): Promise<CommandOutcome | null> {
  const { stream } = addressed;
  const outcome = await log.append({ stream, expected: current < 0 ? 'none' : current, events });
  switch (outcome.kind) {
    case 'appended':
      return { kind: 'accepted', answer: answerOf(addressed, outcome.events, outcome.repeated) };
    case 'wrong-revision':
      return request.expectedRevision === undefined ? null : refuseRevision(request.expectedRevision, outcome.current);
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
