import type { ReadModelName } from '../read-models/read-model.ts';
import { tableIn } from './schema-name.ts';

/** $1 projection, $2 generation, $3 expected, $4 next. No row: another projector has moved it. */
export const ADVANCE = `
UPDATE projection.checkpoints SET position = $4::bigint, updated_at = now()
 WHERE projection = $1 AND generation = $2 AND partition = 0 AND incarnation IS NULL AND position = $3::bigint
RETURNING $3::bigint AS position`;

/** $1 projection, $2 generation, $3 expected offset, $4 next, $5 partition, $6 incarnation, $7 greatest position of the batch. */
export const ADVANCE_PARTITION = `
UPDATE projection.checkpoints
   SET next_offset = $4::bigint, position = greatest(position, $7::bigint), updated_at = now()
 WHERE projection = $1 AND generation = $2 AND partition = $5 AND incarnation = $6::uuid AND next_offset = $3::bigint
RETURNING position`;

/** $1 projection, $2 generation. Keeps projectors from moving it while rows below it are written; all partitions, always in one order. */
export const HOLD = `
SELECT max(held.position) AS position FROM (
  SELECT position FROM projection.checkpoints WHERE projection = $1 AND generation = $2 ORDER BY partition FOR UPDATE) AS held`;

/** $1 projection, $2 generation. Where reading goes on. */
export const CHECKPOINT = `
SELECT position AS place FROM projection.checkpoints
 WHERE projection = $1 AND generation = $2 AND partition = 0 AND incarnation IS NULL`;

/** $1 projection, $2 generation, $3 partition, $4 incarnation. No row: the topic has begun anew, or another projector has taken it over so. */
export const PARTITION_CHECKPOINT = `
SELECT next_offset AS place FROM projection.checkpoints
 WHERE projection = $1 AND generation = $2 AND partition = $3 AND incarnation = $4::uuid`;

/** $1 projection, $2 generation. Everything up to here is in the rows or parked. */
export const COMPLETE = `SELECT projection.complete_position($1, $2)::text AS position`;

/** $1 projection, $2 generation, $3 streams */
export const streamStates = (schema: string): string => `
SELECT s.stream, coalesce(h.revision, -1) AS revision,
       EXISTS (SELECT FROM projection.parked p
                WHERE p.projection = $1 AND p.generation = $2 AND p.stream = s.stream) AS parked
  FROM unnest($3::text[]) AS s(stream) LEFT JOIN ${tableIn(schema, 'stream_heads')} h ON h.stream = s.stream`;

/** $1 keys. The open version is the last one of its key. */
export const openRows = (schema: string, model: ReadModelName): string => `
SELECT row.key, row.known_from AS "knownFrom", row.stream, row.born, row.during::text, row.surely::text,
       array_to_string(row.refs, E'\\x1f') AS refs, row.doc::text, row.memo::text
  FROM unnest($1::text[]) AS asked(key)
 CROSS JOIN LATERAL (
       SELECT * FROM ${tableIn(schema, model)} AS each WHERE each.key = asked.key ORDER BY each.known_from DESC LIMIT 1) AS row
 WHERE row.known_to = 9223372036854775807`;

/** $1 keys, $2 known_from, $3 positions. An open version ends where the next begins; a key is closed once in a batch. */
export const closeVersions = (schema: string, model: ReadModelName): string => `
UPDATE ${tableIn(schema, model)} AS row SET known_to = c.at
  FROM unnest($1::text[], $2::bigint[], $3::bigint[]) AS c(key, known_from, at)
 WHERE row.key = c.key AND row.known_from = c.known_from AND row.known_to = 9223372036854775807`;

/** A column of many rows as one text: array elements would have every quote escaped and read back. */
const column = (number: number): string => `string_to_array($${number}, E'\\x1e')`;

/**
 * Each parameter is one column, its rows apart by U+001E, nothing for null: keys, known_from, known_to, streams, born, during, surely, refs
 * (tokens apart by U+001F), documents, memos. JSON text and ids hold neither.
 */
export const insertVersions = (schema: string, model: ReadModelName): string => `
INSERT INTO ${tableIn(schema, model)} (key, known_from, known_to, stream, born, during, surely, refs, doc, memo)
SELECT v.key, v.known_from::bigint, v.known_to::bigint, v.stream, v.born::bigint,
       nullif(v.during, '')::daterange, nullif(v.surely, '')::daterange,
       string_to_array(v.refs, E'\\x1f'), v.doc::json, nullif(v.memo, '')::json
  FROM unnest(${[1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map(column).join(', ')})
       AS v(key, known_from, known_to, stream, born, during, surely, refs, doc, memo)`;

/**
 * $1 subjects, $2 refs, $3 values, of names also $4 positions and $5 keys, as the text of an array. A ref names one value for ever, so what
 * is there already is the same.
 */
export const insertValues = (schema: string): string => `
INSERT INTO ${tableIn(schema, 'personal_values')} (subject, ref, value, known_from, keys)
SELECT v.subject, v.ref, v.value, v.known_from, v.keys::int[]
  FROM unnest($1::uuid[], $2::text[], $3::text[], $4::bigint[], $5::text[]) AS v(subject, ref, value, known_from, keys)
ON CONFLICT DO NOTHING`;

/** $1 streams, $2 revisions */
export const moveHeads = (schema: string): string => `
INSERT INTO ${tableIn(schema, 'stream_heads')} AS h (stream, revision)
SELECT * FROM unnest($1::text[], $2::bigint[])
ON CONFLICT (stream) DO UPDATE SET revision = excluded.revision`;

/** $1 projection, $2 generation, $3 code version, $4 streams, $5 positions, $6 revisions, $7 types, $8 reasons, $9 errors */
export const PARK = `
INSERT INTO projection.parked AS p (projection, generation, stream, position, revision, type, reason, error, code_version)
SELECT $1, $2, e.stream, e.position, e.revision, e.type, e.reason, e.error, $3
  FROM unnest($4::text[], $5::bigint[], $6::bigint[], $7::text[], $8::text[], $9::text[])
       AS e(stream, position, revision, type, reason, error)
ON CONFLICT (projection, generation, stream, position)
DO UPDATE SET reason = excluded.reason, error = excluded.error, code_version = excluded.code_version
 WHERE excluded.reason <> 'behind'`;

/** $1 projection, $2 generation, $3 stream, $4 last revision; an operator's mark (no revision) goes too. */
export const UNPARK = `
DELETE FROM projection.parked
 WHERE projection = $1 AND generation = $2 AND stream = $3 AND (revision IS NULL OR revision <= $4::bigint)`;

/** $1 projection, $2 generation. Those that wait longest first. */
export const PARKED_STREAMS = `
SELECT stream FROM projection.parked WHERE projection = $1 AND generation = $2 GROUP BY stream ORDER BY min(position), stream`;
