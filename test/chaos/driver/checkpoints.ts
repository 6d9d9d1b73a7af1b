import { setTimeout as pause } from 'node:timers/promises';
import type { History } from '../history.ts';
import { askServing } from './serving-schema.ts';
import type { Target } from './target.ts';

/** What the tables say in one snapshot, asked for in SQL alone. Positions as the tables hold them. */
export interface Standing {
  /** When the server started: its crash may take back what was not yet flushed of the read models. */
  readonly server: string;
  readonly checkpoint: string;
  readonly head: string;
  readonly written: string;
  /** The furthest position in any row. */
  readonly furthest: string;
  /** Streams whose rows are not of the last event up to the checkpoint, though they are not parked. */
  readonly torn: readonly string[];
}

const MODELS = ['sources', 'parties', 'persons', 'detentions', 'swaps', 'claims'];

const standing = (schema: string): string => `
WITH c AS (SELECT position FROM projection.checkpoints WHERE projection = 'register'
             AND generation = (SELECT generation FROM projection.generations WHERE schema = '${schema}')),
     logged AS (SELECT stream, max(revision) AS revision FROM log.events, c WHERE events.position <= c.position GROUP BY stream)
SELECT pg_postmaster_start_time()::text AS server, c.position::text AS checkpoint,
       (SELECT coalesce(max(position), 0)::text FROM log.events) AS head,
       (SELECT last_position::text FROM log.writer) AS written,
       greatest(${MODELS.map((model) => `(SELECT coalesce(max(known_from), 0) FROM "${schema}"."${model}")`).join(', ')})::text AS furthest,
       ARRAY(SELECT coalesce(l.stream, h.stream) FROM logged l FULL JOIN "${schema}".stream_heads h USING (stream)
              WHERE l.revision IS DISTINCT FROM h.revision
                AND NOT EXISTS (SELECT FROM projection.parked p WHERE p.stream = coalesce(l.stream, h.stream)) LIMIT 5) AS torn
  FROM c`;

/** A snapshot for the checker, from the tables alone. */
export const lookAtCheckpoints = (url: string): Promise<Standing> => askServing(url, standing);

/** Looks at the checkpoint and the rows as often as is cheap, over all kills. */
export async function watchCheckpoints(target: Target, history: History, signal: AbortSignal): Promise<void> {
  for (let last = false; !last;) {
    last = signal.aborted;
    try {
      history.record('checkpoints', 'query', 'ok', await target.look());
    } catch (error) {
      history.record('checkpoints', 'query', 'info', { reason: String(error) });
    }
    await pause(target.lookEvery, undefined, { signal }).catch(() => undefined);
  }
}
