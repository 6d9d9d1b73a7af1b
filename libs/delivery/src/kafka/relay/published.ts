import type { RelaySession } from './session.ts';

/** How far a topic has been published: what Kafka has acknowledged and the database knows. */
export interface Published {
  readonly topic: string;
  readonly incarnation: string;
  /** Of the last event that was published. */
  readonly position: string;
  /** The next offset of each partition. */
  readonly offsets: readonly string[];
  /** How many events have been published in this incarnation, repeats not counted. */
  readonly events: string;
  /** Of the relay that may move this. */
  readonly epoch: string;
}

/** Another relay publishes now; this one must not. */
export class RelayFenced extends Error {
  override readonly name = 'RelayFenced';
}

const COLUMNS = 'topic, incarnation, position::text, offsets::text[], events::text, epoch::text';

/** $1 topic. From here on, whoever moved the topic before cannot. */
const BEGIN_EPOCH = `UPDATE relay.topics SET epoch = epoch + 1 WHERE topic = $1 RETURNING ${COLUMNS}`;

/** $1 topic, $2 incarnation, $3 offsets, $4 the epoch that is held, 0 where the topic is new here. */
const BEGIN_INCARNATION = `
INSERT INTO relay.topics AS t (topic, incarnation, position, offsets, events, epoch)
VALUES ($1, $2, 0, $3::bigint[], 0, 1)
ON CONFLICT (topic) DO UPDATE
   SET incarnation = excluded.incarnation, position = 0, offsets = excluded.offsets, events = 0, recorded_at = NULL, updated_at = now()
 WHERE t.epoch = $4::bigint
RETURNING ${COLUMNS}`;

/** $1 topic, $2 epoch, $3 former position, $4 position, $5 offsets, $6 events, $7 recorded at. A mark goes with every move. */
const MOVE = `
WITH moved AS (
  UPDATE relay.topics
     SET position = $4::bigint, offsets = $5::bigint[], events = $6::bigint,
         recorded_at = greatest(recorded_at, $7::timestamptz), updated_at = now()
   WHERE topic = $1 AND epoch = $2::bigint AND position = $3::bigint
  RETURNING incarnation, position, offsets, events, recorded_at)
INSERT INTO relay.marks (incarnation, position, offsets, events, recorded_at)
SELECT incarnation, position, offsets, events, recorded_at FROM moved RETURNING position`;

const FURTHEST = 'SELECT relay.furthest_position()::text AS position';

const fenced = (topic: string): RelayFenced => new RelayFenced(`another relay publishes to ${topic}`);

/** The greatest position that the log must have; null before the first event. */
export async function furthestPublished(session: RelaySession): Promise<string | null> {
  const [row] = await session.query<{ position: string | null }>(FURTHEST, []);
  return row?.position ?? null;
}

/** Takes over what was published; null where nothing was. */
export async function beginEpoch(session: RelaySession, topic: string): Promise<Published | null> {
  const [row] = await session.query<Published>(BEGIN_EPOCH, [topic]);
  return row ?? null;
}

/** Begins a topic, or begins it anew: everything is to be published again behind the offsets. @throws RelayFenced */
export async function beginIncarnation(
  session: RelaySession,
  topic: string,
  incarnation: string,
  offsets: readonly string[],
  epoch: string | null,
): Promise<Published> {
  const [row] = await session.query<Published>(BEGIN_INCARNATION, [topic, incarnation, offsets, epoch ?? '0']);
  if (!row) throw fenced(topic);
  return row;
}

/** Stores what Kafka has acknowledged, with its mark. @throws RelayFenced */
export async function movePublished(
  session: RelaySession,
  from: Published,
  to: Pick<Published, 'position' | 'offsets' | 'events'>,
  recordedAt: string,
): Promise<void> {
  const { topic, epoch, position } = from;
  const moved = await session.query(MOVE, [topic, epoch, position, to.position, to.offsets, to.events, recordedAt]);
  if (moved.length === 0) throw fenced(topic);
}
