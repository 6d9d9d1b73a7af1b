import type { RecordedEvent } from '#libs/contracts';

/**
 * What the ids of an append already mean in the log.
 * `repeated`: all stand in the asked stream, one behind the other and in order: it is the same append again.
 * `taken`: at least one stands, but not so; the named id belongs to another append.
 */
export type Standing<Row> =
  | { readonly kind: 'new' }
  | { readonly kind: 'repeated'; readonly rows: readonly Row[] }
  | { readonly kind: 'taken'; readonly id: string };

type Place = Pick<RecordedEvent, 'stream' | 'revision'>;

/** Judges the ids of one append by what `find` knows of the log. The content is not compared: an id names one event for ever. */
export function standingOf<Row extends Place>(
  stream: string,
  ids: readonly string[],
  find: (id: string) => Row | undefined,
): Standing<Row> {
  const rows = ids.map(find);
  const firstStanding = rows.findIndex((row) => row !== undefined);
  if (firstStanding === -1) return { kind: 'new' };
  const first = rows[0]?.revision ?? 0;
  const same = rows.every((row, index) => row?.stream === stream && row.revision === first + index);
  return same ? { kind: 'repeated', rows: rows as Row[] } : { kind: 'taken', id: ids[firstStanding] as string };
}
