/** The statements that put a backup back. All run in one transaction on the writer's connection. */

/** A client that stopped without a word must not hold the writer's row for ever; a slow disk or pipe may take its time. */
export const BEGIN = "BEGIN; SET LOCAL idle_in_transaction_session_timeout = '10min'";

export const ANY_EVENT = 'SELECT EXISTS (SELECT FROM log.events) AS any';

/**
 * $1 positions, $2 streams, $3 revisions, $4 ids, $5 types, $6 schema versions, $7 times, $8 and $9 data and metadata as JSON
 * texts joined by U+001E, as in `APPEND`; here the positions and times are those of the backup.
 */
export const RESTORE = `
INSERT INTO log.events (position, stream, revision, id, type, schema_version, recorded_at, data, metadata)
SELECT e.position, e.stream, e.revision, e.id, e.type, e.version, e.recorded_at, e.data::jsonb, e.metadata::jsonb
  FROM unnest($1::bigint[], $2::text[], $3::bigint[], $4::uuid[], $5::text[], $6::int[], $7::timestamptz[],
              string_to_array($8::text, U&'\\001E'), string_to_array($9::text, U&'\\001E'))
       AS e(position, stream, revision, id, type, version, recorded_at, data, metadata)`;

/** $1 first and $2 last position of a batch → the first event that does not stand behind the revision before its own. */
export const REVISION_GAP = `
SELECT e.position, e.stream, e.revision
  FROM log.events e
 WHERE e.position BETWEEN $1::bigint AND $2::bigint AND e.revision > 0
   AND NOT EXISTS (SELECT FROM log.events p WHERE p.stream = e.stream AND p.revision = e.revision - 1 AND p.position < e.position)
 ORDER BY e.position LIMIT 1`;

/** $1 epoch, $2 last position. Changes nothing where another writer came in between. */
export const FINISH = 'UPDATE log.writer SET last_position = $2::bigint WHERE epoch = $1 AND last_position = 0';
