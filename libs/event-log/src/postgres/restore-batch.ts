import type { RecordedEvent } from '#libs/contracts';
import { JSON_SEPARATOR } from './append-sql.ts';

/** An event of the backup cannot stand where it says it does; nothing was kept. */
export class RestoreRefused extends Error {
  override readonly name = 'RestoreRefused';
  /** The event's position as the backup counts it; null where the server did not tell which of a batch it was. */
  readonly position: string | null;

  constructor(position: string | null, why: string, options?: ErrorOptions) {
    super(position === null ? `an event ${why}` : `the event at position ${position} ${why}`, options);
    this.position = position;
  }
}

export interface RestoredBatch {
  readonly first: string;
  readonly last: string;
  /** $1 to $9 of `RESTORE`. */
  readonly columns: readonly unknown[];
  /** The position of the event whose id or stream the server's words name. */
  positionOf(words: string): string | null;
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** Positions are gapless and times never fall along them: readers and `positionAt` rely on both. */
function checkOrder(event: RecordedEvent, previous: RecordedEvent | undefined): void {
  const expected = BigInt(previous?.position ?? 0) + 1n;
  if (event.position !== expected.toString())
    throw new RestoreRefused(event.position, `does not follow the one before: ${expected} was expected`);
  if (!INSTANT.test(event.recordedAt)) throw new RestoreRefused(event.position, 'has no instant as time');
  if (previous && event.recordedAt < previous.recordedAt)
    throw new RestoreRefused(event.position, 'was recorded earlier than the one before');
}

/** Checks a batch against the event before it and lays it out in columns. @throws RestoreRefused */
export function restoredBatch(events: readonly RecordedEvent[], before: RecordedEvent | undefined): RestoredBatch {
  events.forEach((event, index) => checkOrder(event, events[index - 1] ?? before));
  const column = <Value>(of: (event: RecordedEvent) => Value): Value[] => events.map(of);
  return {
    first: events[0]!.position,
    last: events.at(-1)!.position,
    columns: [
      column((event) => event.position),
      column((event) => event.stream),
      column((event) => event.revision),
      column((event) => event.id),
      column((event) => event.type),
      column((event) => event.schemaVersion),
      column((event) => event.recordedAt),
      column((event) => JSON.stringify(event.data)).join(JSON_SEPARATOR),
      column((event) => JSON.stringify(event.metadata)).join(JSON_SEPARATOR),
    ],
    // The last one: where an id is repeated, it is the later event that is one too many.
    positionOf: (words) =>
      events.findLast(({ id, stream, revision }) => words.includes(id) || words.includes(`${stream}, ${revision})`))
        ?.position ?? null,
  };
}
