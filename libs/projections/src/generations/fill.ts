import type { EventLogReader } from '#libs/event-log';
import type pg from 'pg';
import { BatchRefused } from '../engine/tables.ts';
import { asRefusal } from '../postgres/batch-client.ts';
import { statementsOf } from '../postgres/batch-statements.ts';
import { inTransaction } from '../postgres/create-generation.ts';
import { createIndexes, generationTableNames } from '../postgres/generation-ddl.ts';
import { tableIn } from '../postgres/schema-name.ts';
import type { ReadModel } from '../read-models/read-model.ts';
import { type Build, CAREFUL, FORGET_PASSES, PASS_DONE } from './builds.ts';
import { createCopySink } from './copy-sink.ts';
import { createFillingTables } from './filling-tables.ts';
import { foldPass, type Mark } from './fold-pass.ts';
import { openJudge, send } from './judge.ts';
import { createTurns } from './turns.ts';

export interface Fill {
  readonly log: EventLogReader;
  /** A connection of the projector's login of its own; a pass is one transaction on it. */
  readonly client: pg.Client;
  readonly models: readonly ReadModel[];
  /** Milliseconds of rest after each slice of work. */
  readonly rest: number;
  readonly signal: AbortSignal;
  /** Told of every page: what of the log has been read in all passes, as positions, and how many events are in the rows. */
  readonly moved: (progress: Pick<Build, 'read' | 'events'>) => void;
}

/** $1 projection. What operators parked in the generation that serves, and keep parked. */
const MARKS = `
SELECT stream, position::text FROM projection.parked p JOIN projection.generations g USING (projection, generation)
 WHERE projection = $1 AND g.status = 'serving' AND p.revision IS NULL`;

/** $1 projection, $2 generation. An operator's mark stands in every generation, or a switch would take it back. */
const TAKE_MARKS = `
INSERT INTO projection.parked (projection, generation, stream, position, revision, type, reason, error, code_version, parked_at)
SELECT projection, $2, stream, position, revision, type, reason, error, code_version, parked_at
  FROM projection.parked p JOIN projection.generations g USING (projection, generation)
 WHERE projection = $1 AND g.status = 'serving' AND p.revision IS NULL
    ON CONFLICT DO NOTHING`;

/** $1 projection, $2 generation, $3 up to. Whoever follows begins there; in a topic that is known by the position. */
const COMPLETE = `
UPDATE projection.generations SET complete = $3 WHERE projection = $1 AND generation = $2`;
const MOVE_CHECKPOINT = `
UPDATE projection.checkpoints SET position = $3, updated_at = now()
 WHERE projection = $1 AND generation = $2 AND partition = 0 AND incarnation IS NULL`;
const FILLED = `
UPDATE projection.builds SET filled_at = clock_timestamp(), error = NULL WHERE projection = $1 AND generation = $2`;

/** Sorting for an index in memory, and no processes beside the one connection: whoever reads meanwhile must not wait for it. */
const INDEX_SETTINGS = ['SET LOCAL maintenance_work_mem = 131072', 'SET LOCAL max_parallel_maintenance_workers = 0'];

const readBefore = ({ done, upTo }: Build): bigint => BigInt(done.length) * BigInt(upTo);

async function marksOf(client: pg.Client, { projection }: Build): Promise<readonly Mark[]> {
  const { rows } = await client.query<Mark>(MARKS, [projection]);
  return rows;
}

/** Folds and copies one part of the streams. @returns how many events it has */
async function copyPart(fill: Fill, build: Build, pass: number): Promise<number> {
  const { client, log, models, rest, signal, moved } = fill;
  const breathe = createTurns(rest, signal);
  const { passes, upTo, careful, schema, code } = build;
  const sink = createCopySink(client, schema);
  const judged = careful ? await openJudge(client, build, code) : null;
  const tables = createFillingTables(sink, judged?.judge);
  const before = readBefore(build);
  try {
    const marks = await marksOf(client, build);
    const events = await foldPass({
      ...{ log, models, tables, upTo, pass, passes, marks, breathe, signal },
      moved: (position, folded) => moved({ read: String(before + BigInt(position)), events: build.events + folded }),
    });
    const parked = await tables.finish(breathe);
    const { write } = statementsOf(build, code, 'log');
    for (const statement of write({ models: new Map(), values: [], heads: new Map(), parked }))
      await send(client, statement);
    await judged?.drop();
    return events;
  } finally {
    await sink.abandon();
  }
}

/** One pass, in one transaction with the word that it is done. */
async function fillPass(fill: Fill, build: Build, pass: number): Promise<Build> {
  const { projection, generation } = build;
  const events = await inTransaction(fill.client, async () => {
    const copied = await copyPart(fill, build, pass);
    await fill.client.query(PASS_DONE, [projection, generation, pass, copied]);
    return copied;
  });
  const after = { ...build, done: [...build.done, pass], events: build.events + events };
  fill.moved({ read: String(readBefore(after)), events: after.events });
  return after;
}

async function makeCareful({ client }: Fill, { projection, generation }: Build): Promise<void> {
  await client.query(CAREFUL, [projection, generation]);
}

/** An index refused what the tables took: everything is filled once more, under the database's eyes. */
async function beginAnew(fill: Fill, build: Build): Promise<Build> {
  const { client } = fill;
  const { projection, generation, schema } = build;
  await inTransaction(client, async () => {
    await client.query(`TRUNCATE ${generationTableNames.map((table) => tableIn(schema, table)).join(', ')}`);
    await client.query('DELETE FROM projection.parked WHERE projection = $1 AND generation = $2', [
      projection,
      generation,
    ]);
    await client.query(FORGET_PASSES, [projection, generation]);
    await makeCareful(fill, build);
  });
  return { ...build, done: [], events: 0, careful: true };
}

async function passesLeft(fill: Fill, build: Build): Promise<Build> {
  let now = build;
  for (let pass = 0; pass < build.passes; pass += 1) {
    if (now.done.includes(pass)) continue;
    try {
      now = await fillPass(fill, now, pass);
    } catch (error) {
      if (!(error instanceof BatchRefused) || now.careful) throw error;
      await makeCareful(fill, now);
      now = await fillPass(fill, { ...now, careful: true }, pass);
    }
  }
  return now;
}

/** Keys and indexes, the place to follow from, and what the planner has to know. */
async function complete({ client }: Fill, { projection, generation, schema, upTo }: Build): Promise<void> {
  await inTransaction(client, async () => {
    for (const statement of [...INDEX_SETTINGS, ...createIndexes(schema)]) await client.query(statement);
    for (const table of generationTableNames) await client.query(`ANALYZE ${tableIn(schema, table)}`);
    await client.query(TAKE_MARKS, [projection, generation]);
    await client.query(COMPLETE, [projection, generation, upTo]);
    await client.query(MOVE_CHECKPOINT, [projection, generation, upTo]);
    await client.query(FILLED, [projection, generation]);
  });
}

/**
 * Fills what is left of a generation, pass by pass, and makes it one that can be followed. Killed or aborted at any moment it goes on with
 * the pass that was under way, from that pass's beginning.
 */
export async function fillGeneration(fill: Fill, build: Build): Promise<void> {
  const filled = await passesLeft(fill, build);
  try {
    await complete(fill, filled);
  } catch (error) {
    if (!(asRefusal(error) instanceof BatchRefused) || filled.careful) throw error;
    await complete(fill, await passesLeft(fill, await beginAnew(fill, filled)));
  }
}
