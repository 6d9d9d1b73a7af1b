import type { RecordedEvent } from '#libs/contracts';
import { createMemoryEventLog, type EventLog } from '#libs/event-log';
import { appendHistory, randomHistory } from '../../../../test/support-domain/histories.ts';
import { applyBatch, type Engine } from '../engine/apply-batch.ts';
import { createRowCache } from '../engine/row-cache.ts';
import type { GenerationTables } from '../engine/tables.ts';
import { readModels } from '../read-models/all.ts';
import type { ReadModel } from '../read-models/read-model.ts';
import { createMemoryTables, type MemoryTables } from './memory-tables.ts';

/** A random history in a log. */
export interface Case {
  readonly log: EventLog;
  readonly events: readonly RecordedEvent[];
}

/** A history that the domain accepts; the same seed gives the same one. */
export async function history(seed: number, commands = 150): Promise<Case> {
  const log = createMemoryEventLog({ clock: () => new Date('2026-11-22T12:00:00Z') });
  await appendHistory(log, randomHistory({ seed, commands }));
  return { log, events: await log.readAll({ after: '0', limit: 100_000 }) };
}

/** Applies events from the checkpoint on, in batches of a size. */
export async function applyAll(engine: Engine, events: readonly RecordedEvent[], size: number): Promise<void> {
  for (let start = 0; start < events.length; start += size)
    await applyBatch(engine, await engine.tables.checkpoint(), events.slice(start, start + size));
}

/** An engine on tables in memory, with a memory of rows of its own. */
export const engineOf = (
  log: EventLog,
  tables: GenerationTables,
  models: readonly ReadModel[] = readModels,
): Engine => ({
  log,
  tables,
  models,
  cache: createRowCache(),
});

/** The tables of a clean run. */
export async function projected({ log, events }: Case, size = 1_000, models = readModels): Promise<MemoryTables> {
  const tables = createMemoryTables();
  await applyAll(engineOf(log, tables, models), events, size);
  return tables;
}

/** The last stream with at least `least` events, as a victim. */
export function longStream(events: readonly RecordedEvent[], least = 4): string {
  const counts = new Map<string, number>();
  for (const { stream } of events) counts.set(stream, (counts.get(stream) ?? 0) + 1);
  return [...counts].findLast(([, count]) => count >= least)![0];
}

/** Read models of which one cannot fold the event at the position. */
export const failing = (position: string): readonly ReadModel[] =>
  readModels.map((model) => {
    const fail = (event: { position: string }): void => {
      if (event.position === position && model.name === 'claims') throw new TypeError('cannot fold this');
    };
    return {
      ...model,
      apply: (row, event, key) => (fail(event), model.apply(row, event, key)),
      refold: (events) => (fail(events.at(-1)!), model.refold(events)),
    };
  });
