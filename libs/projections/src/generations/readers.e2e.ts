import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { type Operator, openOperator } from '../operate.ts';
import { built, startGenerations } from '../testing/generations.ts';
import { createProjectionDatabase, type ProjectionDatabase } from '../testing/projection-database.ts';
import { withConnection } from '../postgres/connections.ts';
import type { Projections } from './projections.ts';
import { switchGeneration } from './switch.ts';

const SWITCHES = 12;

let made: ProjectionDatabase;
let projections: Projections;
let operator: Operator;
let pool: pg.Pool;
beforeEach(async () => {
  made = await createProjectionDatabase();
  await made.write(21, 60);
  projections = await startGenerations(made);
  await projections.waitFor((await made.log.head()).position, 30_000);
  await built(projections);
  // What is read says by itself which generation it is of.
  for (const generation of [1, 2])
    for (const table of ['sources', 'parties'])
      await made.admin.query(`UPDATE rm_${generation}.${table} SET doc = '{"generation": ${generation}}'`);
  operator = openOperator({ url: made.database.urls.reader, log: made.log });
  pool = new pg.Pool({ connectionString: made.database.urls.reader, max: 4 });
});
afterEach(async () => {
  await pool.end();
  await operator.close();
  await projections.stop();
  await made.drop();
});

/** Of which generations the rows of an answer are, in two statements as queries read them. */
async function readFrom(schema: string): Promise<Set<string>> {
  const found = new Set<string>();
  for (const table of ['sources', 'parties']) {
    const { rows } = await pool.query<{ generation: string }>(
      `SELECT DISTINCT doc ->> 'generation' AS generation FROM "${schema}".${table}`,
    );
    for (const { generation } of rows) found.add(generation);
  }
  return found;
}

/** Reads in this and in another process's way until it is stopped. @returns what was wrong, and which generations answered */
function readMeanwhile() {
  const wrong: string[] = [];
  const seen = new Set<string>();
  let stopped = false;
  let last = 0n;
  const reader = async (from: Pick<Operator, 'serving'>): Promise<void> => {
    while (!stopped)
      try {
        const { generation, schema, position } = await from.serving();
        const rows = await readFrom(schema);
        seen.add(generation);
        if (rows.size !== 1 || !rows.has(generation)) wrong.push(`${generation} answered with ${[...rows].join()}`);
        if (from === operator && BigInt(position) < last) wrong.push(`${position} behind ${last}`);
        if (from === operator) last = BigInt(position);
      } catch (error) {
        wrong.push(String(error));
      }
  };
  const reading = Promise.all([reader(operator), reader(operator), reader(projections)]);
  return { stop: () => ((stopped = true), reading.then(() => ({ wrong, seen }))) };
}

type Switching = (client: pg.Client, to: number) => Promise<void>;

async function switchOften(switching: Switching): Promise<{ wrong: string[]; seen: Set<string> }> {
  const reading = readMeanwhile();
  await withConnection(made.database.urls.projector, async (client) => {
    for (let done = 0; done < SWITCHES; done += 1) {
      await switching(client, done % 2 === 0 ? 2 : 1);
      await readFrom('rm_1');
    }
  });
  return reading.stop();
}

describe('readers while generations are switched and switched back', () => {
  it('get each answer from one generation, the one that is named, and no error', async () => {
    const { wrong, seen } = await switchOften(async (client, to) => {
      await switchGeneration(client, { to, actor: 'test', code: 'test', without: 'comparison' });
    });
    expect(wrong).toEqual([]);
    expect(seen).toEqual(new Set(['1', '2']));
  });

  it('would notice a switch that is not one transaction', async () => {
    const { wrong } = await switchOften(async (client, to) => {
      await client.query(`UPDATE projection.generations SET status = 'standby' WHERE status = 'serving'`);
      await readFrom('rm_1');
      await client.query(`UPDATE projection.generations SET status = 'serving' WHERE generation = $1`, [to]);
    });
    expect(wrong.join()).toContain('NothingServes');
  });
});
