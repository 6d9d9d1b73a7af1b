import type { RecordedEvent } from '../event.ts';
import { type EventData, type EventEntry, type EventType, eventCatalogue, isEventType } from './catalogue.ts';

/** An event of the catalogue in its current version, whatever version it was written in. */
export type DomainEvent<Type extends EventType = EventType> = {
  [Each in Type]: Omit<RecordedEvent, 'type' | 'data'> & { readonly type: Each; readonly data: EventData<Each> };
}[Type];

/** An event that cannot be understood. It is parked, never skipped: what follows it in its stream may rest on it. */
export class UnreadableEvent extends Error {
  override readonly name = 'UnreadableEvent';
  readonly problem: 'unknown-type' | 'unknown-version';

  constructor(event: RecordedEvent, problem: 'unknown-type' | 'unknown-version') {
    super(`${problem}: ${event.type} version ${event.schemaVersion} at position ${event.position}`);
    this.problem = problem;
  }
}

/** Brings data of an older version to the current one, step by step. */
export function upcast(type: EventType, version: number, data: unknown): unknown {
  const entry: EventEntry = eventCatalogue[type];
  let current = data;
  for (let step = version; step < entry.current; step += 1) {
    const upcaster = entry.upcasters[step] as ((older: unknown) => unknown) | undefined;
    if (!upcaster) throw new Error(`${type} has no step from version ${step} to ${step + 1}`);
    current = upcaster(current);
  }
  return current;
}

/**
 * The event in its current version. Unknown fields are tolerated: what is written was validated when it was written.
 * @throws UnreadableEvent for a type or version this code does not know.
 */
export function readEvent(event: RecordedEvent): DomainEvent {
  if (!isEventType(event.type)) throw new UnreadableEvent(event, 'unknown-type');
  const entry: EventEntry = eventCatalogue[event.type];
  if (!Object.hasOwn(entry.schemas, event.schemaVersion)) throw new UnreadableEvent(event, 'unknown-version');
  if (event.schemaVersion === entry.current) return event as DomainEvent;
  const data = upcast(event.type, event.schemaVersion, event.data);
  return { ...event, schemaVersion: entry.current, data } as DomainEvent;
}
