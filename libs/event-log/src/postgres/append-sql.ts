/**
 * The statements of the one writer. Each runs on its own, autocommitted: a `BEGIN … COMMIT` from the client could leave an idle
 * transaction holding the writer's row after a cut connection, and nobody could write any more.
 */

/**
 * The append: one statement, one round trip. It inserts nothing when the epoch or the head is not ours: then we are fenced.
 * $1 epoch, $2 last position, $3 streams, $4 revisions, $5 ids, $6 types, $7 schema versions, $8 the batch's clock reading,
 * $9 and $10 data and metadata as JSON texts joined by U+001E (which JSON text never holds raw): cheaper to send than an array,
 * in which every quotation mark has to be escaped.
 */
export const APPEND = `
WITH turn AS (
  UPDATE log.writer SET last_position = $2::bigint + cardinality($3::text[])
   WHERE epoch = $1 AND last_position = $2::bigint RETURNING 1)
INSERT INTO log.events (position, stream, revision, id, type, schema_version, recorded_at, data, metadata)
SELECT $2::bigint + e.n, e.stream, e.revision, e.id, e.type, e.version, $8::timestamptz, e.data::jsonb, e.metadata::jsonb
  FROM unnest($3::text[], $4::bigint[], $5::uuid[], $6::text[], $7::int[],
              string_to_array($9::text, U&'\\001E'), string_to_array($10::text, U&'\\001E'))
       WITH ORDINALITY AS e(stream, revision, id, type, version, data, metadata, n), turn`;

/**
 * The same for a batch of one event, which is what a lone client makes: without arrays to take apart it costs the server about as much as
 * a plain INSERT. $1 epoch, $2 last position, $3 stream, $4 revision, $5 id, $6 type, $7 schema version, $8 clock, $9 data, $10 metadata.
 */
export const APPEND_ONE = `
WITH turn AS (
  UPDATE log.writer SET last_position = $2::bigint + 1
   WHERE epoch = $1 AND last_position = $2::bigint RETURNING 1)
INSERT INTO log.events (position, stream, revision, id, type, schema_version, recorded_at, data, metadata)
SELECT $2::bigint + 1, $3::text, $4::bigint, $5::uuid, $6::text, $7::int, $8::timestamptz, $9::jsonb, $10::jsonb FROM turn`;

/** Joins the JSON texts of $9 and $10. */
export const JSON_SEPARATOR = '\u001e';

/** $1 streams → the last revision of each, null for a stream without events. */
export const HEADS = `
SELECT s.stream, h.revision
  FROM unnest($1::text[]) AS s(stream)
  LEFT JOIN LATERAL (SELECT e.revision FROM log.events e WHERE e.stream = s.stream ORDER BY e.revision DESC LIMIT 1) h ON true`;

/** $1 ids → the events that carry them. */
export const BY_IDS = `
SELECT position, stream, revision, id, type, schema_version, recorded_at, data, metadata
  FROM log.events WHERE id = ANY($1::uuid[])`;

/** Takes the log over. Waits for the row lock of an append still on its way, so the head it returns is final. */
export const BUMP_EPOCH = 'UPDATE log.writer SET epoch = epoch + 1 RETURNING epoch, last_position';

export const ID_AT = 'SELECT id FROM log.events WHERE position = $1';

export const LAST_EVENT = 'SELECT position, recorded_at FROM log.events ORDER BY position DESC LIMIT 1';

export const SETTINGS = `
SELECT current_setting('fsync') AS fsync, current_setting('full_page_writes') AS full_page_writes,
       current_setting('synchronous_commit') AS synchronous_commit, a.pid || ' ' || a.backend_start AS identity
  FROM pg_stat_activity a WHERE a.pid = pg_backend_pid()`;

/** The advisory lock only gives a second start a clear message; safety is the epoch's. $1 and $2 name it. */
export const TRY_LOCK = 'SELECT pg_try_advisory_lock($1::int, $2::int) AS locked';
export const LOCK_CLASS = 0x414641;
export const LOCK_OBJECT = 1;

export const LOCK_HOLDER = `
SELECT l.pid, a.pid || ' ' || a.backend_start AS identity, a.application_name AS application,
       host(a.client_addr) AS address, a.backend_start AS since
  FROM pg_locks l LEFT JOIN pg_stat_activity a ON a.pid = l.pid
 WHERE l.locktype = 'advisory' AND l.granted AND l.classid::bigint = $1::int AND l.objid::bigint = $2::int AND l.objsubid = 2
   AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())`;

/** Ends our own earlier session, should the server still think that it lives. */
export const END_SESSION = 'SELECT pg_terminate_backend($1::int)';
