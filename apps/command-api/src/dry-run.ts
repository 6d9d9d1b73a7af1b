import type { DomainEvent, NewEvent } from '#libs/contracts';
import type { Addressed } from './addressed.ts';
import type { CommandOutcome } from './answer.ts';
import type { PreviewChanges } from './preview.ts';

/** The events with the places they would have behind those of their stream, if they were written now. */
function placed(events: readonly NewEvent[], stream: string, before: readonly DomainEvent[]): DomainEvent[] {
  const last = BigInt(before.at(-1)?.position ?? '0');
  const recordedAt = new Date().toISOString();
  return events.map((event, index) => {
    const place = { stream, revision: before.length + index, position: String(last + BigInt(index + 1)), recordedAt };
    return { ...event, ...place } as DomainEvent;
  });
}

/** What a command would lead to: its events and, where they can be told, the answers that would change. Nothing is written. */
export function dryRun(
  { commandId, stream, id }: Addressed,
  events: readonly NewEvent[],
  before: readonly DomainEvent[],
  previewChanges: PreviewChanges | undefined,
): CommandOutcome {
  const shown = events.map(({ id: eventId, type, data }) => ({ id: eventId, type, data }));
  const preview = previewChanges?.([{ stream, before, after: [...before, ...placed(events, stream, before)] }]);
  return {
    kind: 'dry-run',
    answer: {
      commandId,
      stream,
      id,
      dryRun: true,
      events: shown,
      ...(preview && { changes: preview.changes, moreChanges: preview.more }),
    },
  };
}
