import type { RecordedEvent } from '#libs/contracts';
import { EventLogFenced, EventLogUnavailable } from '../port.ts';
import { BUMP_EPOCH } from './append-sql.ts';
import { RestoreRefused, restoredBatch, type RestoredBatch } from './restore-batch.ts';
import { ANY_EVENT, BEGIN, FINISH, RESTORE, REVISION_GAP } from './restore-sql.ts';
import { statementFailure } from './statement-error.ts';
import { openWriterSession, type WriterSession } from './writer-session.ts';

export { RestoreRefused };

const BATCH = 1_000;

/** The log already holds events: a backup is only put into an empty one, so that no history is ever mixed with another. */
export class EventLogNotEmpty extends Error {
  override readonly name = 'EventLogNotEmpty';
}

export interface RestoreOptions {
  /** Login in the group `afa_writer`. */
  readonly writerUrl: string;
  /** The events as stored (no codec is applied), in commit order. What it throws ends the restore and nothing is kept. */
  readonly events: AsyncIterable<RecordedEvent>;
  /** Called after each batch with the number of events so far. */
  readonly onProgress?: (events: number) => void;
}

export interface RestoredLog {
  readonly events: number;
  readonly lastPosition: string;
}

/**
 * Fills an empty log with the events of another, positions and times kept exactly, in one transaction: all of them or none.
 * Holds the writer's lock and row meanwhile, so nobody appends beside it. Memory does not grow with the number of events.
 * @throws EventLogNotEmpty · RestoreRefused an event cannot stand there: position gap, revision gap, repeated id, not storable ·
 *   EventLogAlreadyOpen, EventLogUnsafe, EventLogUnavailable, EventLogFenced
 */
export async function restorePostgresEventLog(options: RestoreOptions): Promise<RestoredLog> {
  const session = await openWriterSession({
    url: options.writerUrl,
    own: new Set(),
    lockWait: 1_000,
    onLost: () => undefined,
  });
  try {
    const restored = await fill(session, options);
    await session.end();
    return restored;
  } catch (error) {
    // Cutting the connection rolls back, whatever state the transaction is in.
    session.destroy();
    throw lostConnection(error) ?? error;
  }
}

async function fill(session: WriterSession, { events, onProgress }: RestoreOptions): Promise<RestoredLog> {
  await session.query({ text: BEGIN });
  const { rows } = await session.query<{ epoch: string; last_position: string }>({ text: BUMP_EPOCH });
  const { rows: found } = await session.query<{ any: boolean }>({ text: ANY_EVENT });
  if (found[0]?.any || rows[0]?.last_position !== '0') {
    throw new EventLogNotEmpty(`the event log is not empty: it ends at position ${rows[0]?.last_position}`);
  }
  let previous: RecordedEvent | undefined;
  for await (const batch of batches(events)) {
    await insert(session, restoredBatch(batch, previous));
    previous = batch.at(-1);
    onProgress?.(Number(previous?.position));
  }
  const lastPosition = previous?.position ?? '0';
  const { rowCount } = await session.query({ text: FINISH, values: [rows[0].epoch, lastPosition] });
  if (rowCount !== 1) throw new EventLogFenced('another writer has taken over the event log');
  await session.query({ text: 'COMMIT' });
  return { events: Number(lastPosition), lastPosition };
}

async function insert(session: WriterSession, batch: RestoredBatch): Promise<void> {
  try {
    await session.query({ name: 'restore', text: RESTORE, values: [...batch.columns] });
  } catch (error) {
    if (statementFailure(error) !== 'refused') throw error;
    const detail = (error as { detail?: string }).detail ?? (error as Error).message;
    throw new RestoreRefused(batch.positionOf(detail), `cannot be stored: ${detail}`, { cause: error });
  }
  const { rows } = await session.query<{ position: string; stream: string; revision: string }>({
    name: 'revision-gap',
    text: REVISION_GAP,
    values: [batch.first, batch.last],
  });
  const gap = rows[0];
  if (gap) {
    const why = `revision ${gap.revision} of ${gap.stream} does not follow the one before`;
    throw new RestoreRefused(gap.position, why);
  }
}

async function* batches(events: AsyncIterable<RecordedEvent>): AsyncGenerator<readonly RecordedEvent[]> {
  let batch: RecordedEvent[] = [];
  for await (const event of events) {
    batch.push(event);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** Names of errors are ours or the backup's; the driver's own mean that the server went away. */
function lostConnection(error: unknown): EventLogUnavailable | undefined {
  const ofConnection = error instanceof Error && /^(Connection terminated|Client)/.test(error.message);
  const code = (error as { code?: unknown } | null)?.code;
  const ofServer = typeof code === 'string' && /^(?:08|57P|53|ECONN|EPIPE)/.test(code);
  if (!ofConnection && !ofServer) return undefined;
  return new EventLogUnavailable('the connection was lost; whether the backup stands is told by trying again', {
    cause: error,
  });
}
