/** The statements of readers. All are one snapshot each, so a page never mixes two states of the log. */

const COLUMNS = 'e.position, e.stream, e.revision, e.id, e.type, e.schema_version, e.recorded_at, e.data, e.metadata';

/** $1 after, $2 limit */
export const PAGE = `SELECT ${COLUMNS} FROM log.events e WHERE e.position > $1::bigint ORDER BY e.position LIMIT $2`;

/**
 * $1 after, $2 limit, $3 prefixes. The head is read in the same snapshot: the cursor may move behind it although the filter
 * let nothing through, and a head read apart from the page could jump over an event committed in between.
 */
export const FILTERED_PAGE = `
WITH head AS (SELECT coalesce(max(position), 0) AS head FROM log.events)
SELECT head.head, ${COLUMNS}
  FROM head LEFT JOIN LATERAL (
    SELECT * FROM log.events e
     WHERE e.position > $1::bigint AND e.position <= head.head AND e.stream ^@ ANY($3::text[])
     ORDER BY e.position LIMIT $2) e ON true
 ORDER BY e.position`;

/** $1 stream, $2 first revision, $3 limit */
export const STREAM_FORWARDS = `
SELECT ${COLUMNS} FROM log.events e WHERE e.stream = $1 AND e.revision >= $2::bigint ORDER BY e.revision LIMIT $3`;

/** $1 stream, $2 last revision, $3 limit */
export const STREAM_BACKWARDS = `
SELECT ${COLUMNS} FROM log.events e WHERE e.stream = $1 AND e.revision <= $2::bigint ORDER BY e.revision DESC LIMIT $3`;

/** $1 streams */
export const EXISTING = `
SELECT s.stream FROM unnest($1::text[]) AS s(stream)
 WHERE EXISTS (SELECT FROM log.events e WHERE e.stream = s.stream AND e.revision = 0)`;

export const HEAD = 'SELECT position, recorded_at FROM log.events ORDER BY position DESC LIMIT 1';

/** $1 position */
export const RECORDED_AT = 'SELECT recorded_at FROM log.events WHERE position = $1::bigint';

/**
 * $1 instant. Recorded times never fall along the gapless positions, so about 20 look-ups in the primary key find the place in a
 * log of a million events; an index on the time would cost every append something instead. No row: a position is missing.
 */
export const POSITION_AT = `
WITH RECURSIVE search(low, high) AS (
  SELECT 0::bigint, coalesce(max(position), 0) FROM log.events
  UNION ALL
  SELECT CASE WHEN e.recorded_at <= $1::timestamptz THEN e.position ELSE search.low END,
         CASE WHEN e.recorded_at <= $1::timestamptz THEN search.high ELSE e.position - 1 END
    FROM search JOIN log.events e ON e.position = (search.low + search.high + 1) / 2
   WHERE search.low < search.high)
SELECT low AS position FROM search WHERE low = high`;
