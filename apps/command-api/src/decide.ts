import type { DomainEvent } from '#libs/contracts';
import { decideCommand, personalSubjectOf } from '#libs/domain';
import type { EventLog } from '#libs/event-log';
import { checkAttachment } from './attachment.ts';
import type { Addressed } from './addressed.ts';

/** What the command leads to on these events; the log is read only to hold an attached text against what was quoted of it. */
export async function decide(log: EventLog, { command, stream, id }: Addressed, events: readonly DomainEvent[]) {
  const attachment =
    command.name === 'AttachSourceText' ? await checkAttachment(log, id, command.body.text) : undefined;
  const personalSubject = personalSubjectOf(stream, events, command);
  return decideCommand(events, command, { id, personalSubject, ...(attachment && { attachment }) });
}
