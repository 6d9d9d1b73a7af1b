import type { PayloadCodec } from '#libs/contracts';
import type { AppendOutcome } from '../port.ts';
import { standingOf, type Standing } from '../standing.ts';
import type { Entry } from './append-queue.ts';
import { BY_IDS } from './append-sql.ts';
import { recordedEvent, type EventRow } from './rows.ts';
import type { Tenure } from './tenure.ts';

type Row = ReturnType<typeof recordedEvent>;

/** Looks up the ids of all these appends in one query. */
export async function standings(tenure: Tenure, entries: readonly Entry[]): Promise<Map<Entry, Standing<Row>>> {
  const ids = entries.flatMap((entry) => entry.events.map((event) => event.id));
  const rows = ids.length === 0 ? [] : await tenure.ask<EventRow>('by-ids', BY_IDS, [ids]);
  const byId = new Map(rows.map((row) => [row.id, recordedEvent(row)]));
  return new Map(
    entries.map((entry) => {
      const own = entry.events.map((event) => event.id);
      return [entry, standingOf(entry.request.stream, own, (id) => byId.get(id))];
    }),
  );
}

/** The answer to an append whose ids stand already; null when they do not. */
export async function standingAnswer(standing: Standing<Row>, codec: PayloadCodec): Promise<AppendOutcome | null> {
  if (standing.kind === 'new') return null;
  if (standing.kind === 'taken') return { kind: 'event-id-taken', id: standing.id };
  return { kind: 'appended', events: await codec.decode(standing.rows), repeated: true };
}
