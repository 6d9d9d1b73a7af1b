import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type pg from 'pg';
import { built, idOf, registered, startGenerations } from '../testing/generations.ts';
import { createProjectionDatabase, type ProjectionDatabase } from '../testing/projection-database.ts';
import { withConnection } from '../postgres/connections.ts';
import type { Projections } from './projections.ts';
import { switchGeneration } from './switch.ts';

let made: ProjectionDatabase;
const running: Projections[] = [];
beforeEach(async () => {
  made = await createProjectionDatabase();
});
afterEach(async () => {
  for (const each of running.splice(0)) await each.stop();
  await made.drop();
});

async function start(options?: Parameters<typeof startGenerations>[1]): Promise<Projections> {
  const projections = await startGenerations(made, options);
  running.push(projections);
  const { position } = await made.log.head();
  expect(await projections.waitFor(position, 30_000)).toBe('reached');
  return projections;
}

const actor = 'operator';
const refusal = (name: string) => expect.objectContaining({ name: 'SwitchRefused', refusal: name }) as unknown;

describe('a comparison', () => {
  it('of what was built with what serves is equal, whatever comes meanwhile, and is kept', async () => {
    await made.write(3, 200);
    const projections = await start();
    await built(projections);
    await made.log.append({ stream: `source-${idOf(1)}`, expected: 'none', events: [registered(1)] });
    const comparison = await projections.generations.compare();
    expect(comparison).toMatchObject({ generation: 2, against: 1, equal: true, differences: [] });
    expect(comparison.counts['claims']!.serving).toBeGreaterThan(50);
    expect(comparison.counts['personal_values']!.serving).toBeGreaterThan(0);
    const [, second] = await projections.generations.list();
    expect(second!.comparison).toMatchObject({ equal: true, against: 1, code: 'test' });
  });

  it('names what differs: a column, a closed version, a row, a personal value, a last revision', async () => {
    await made.write(4, 200);
    const projections = await start();
    await built(projections);
    const one = async (statement: string): Promise<string> => {
      const { rows } = await made.admin.query<{ key: string }>(statement);
      return rows[0]!.key;
    };
    const OPEN = 'known_to = 9223372036854775807';
    const claim = `(SELECT key FROM rm_2.claims WHERE ${OPEN} ORDER BY key LIMIT 1)`;
    const changed = await one(
      `UPDATE rm_2.claims SET doc = '{}', born = born + 1 WHERE ${OPEN} AND key = ${claim} RETURNING key`,
    );
    const closed = await one(
      `UPDATE rm_2.swaps SET during = NULL, surely = NULL, refs = '{x}' WHERE ctid = (SELECT ctid FROM rm_2.swaps WHERE NOT ${OPEN} ORDER BY key LIMIT 1) RETURNING key`,
    );
    const gone = await one(
      'DELETE FROM rm_2.sources WHERE key = (SELECT key FROM rm_2.sources ORDER BY key LIMIT 1) RETURNING key',
    );
    const value = await one(
      `UPDATE rm_2.personal_values SET value = 'another' WHERE ref = (SELECT ref FROM rm_2.personal_values ORDER BY ref LIMIT 1) RETURNING ref AS key`,
    );
    const head = await one(
      'UPDATE rm_2.stream_heads SET revision = 99 WHERE stream = (SELECT max(stream) FROM rm_2.stream_heads) RETURNING stream AS key',
    );
    const { equal, differences, counts } = await projections.generations.compare();
    expect(equal).toBe(false);
    expect(differences).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ table: 'claims', key: changed, kind: 'different', fields: ['born', 'doc'] }),
        expect.objectContaining({ table: 'swaps', key: closed, kind: 'different' }),
        expect.objectContaining({ table: 'sources', key: gone, kind: 'missing', fields: [] }),
        expect.objectContaining({ table: 'personal_values', key: value, kind: 'different', fields: ['value'] }),
        expect.objectContaining({ table: 'stream_heads', key: head, kind: 'different', fields: ['revision'] }),
      ]),
    );
    expect(counts['claims']).toMatchObject({ different: 1 });
    expect(JSON.stringify(differences)).not.toContain('another');
    await expect(projections.generations.switchTo({ actor })).rejects.toEqual(refusal('differs'));
    expect(await projections.generations.switchTo({ actor, forced: { reason: 'known' } })).toMatchObject({
      serving: 2,
    });
    const { rows } = await made.admin.query('SELECT former, serving, actor, reason FROM projection.switches');
    expect(rows).toEqual([{ former: 1, serving: 2, actor, reason: 'known' }]);
  });
});

describe('a switch', () => {
  it('makes the other generation serve at once and the first stand by, is taken back at once, and again', async () => {
    await made.write(5, 100);
    const projections = await start();
    await built(projections);
    await projections.generations.compare();
    expect(await projections.generations.switchTo({ actor })).toMatchObject({ former: 1, serving: 2 });
    expect(await projections.serving()).toMatchObject({ generation: '2', schema: 'rm_2' });
    expect(projections.generation.schema).toBe('rm_2');
    await made.log.append({ stream: `source-${idOf(1)}`, expected: 'none', events: [registered(1)] });
    const { position } = await made.log.head();
    expect(await projections.waitFor(position, 20_000)).toBe('reached');
    expect(await projections.generations.rollBack(actor)).toMatchObject({ former: 2, serving: 1 });
    expect(await projections.serving()).toMatchObject({ generation: '1', position });
    expect(await projections.generations.rollBack(actor)).toMatchObject({ former: 1, serving: 2 });
    await projections.generations.retire(1);
    await expect(projections.generations.rollBack(actor)).rejects.toEqual(refusal('not-there'));
    await expect(projections.generations.retire(2)).rejects.toThrow('generation 2 serves');
    const statuses = (await projections.generations.list()).map(({ status }) => status);
    expect(statuses).toEqual(['retired', 'serving']);
  });

  it('is refused without an equal comparison by the same code, and while the generation is behind', async () => {
    await made.write(6, 60);
    const projections = await start();
    const { generations } = projections;
    await expect(generations.switchTo({ actor })).rejects.toEqual(refusal('not-there'));
    await built(projections);
    await expect(generations.switchTo({ actor })).rejects.toEqual(refusal('not-compared'));
    await generations.compare();
    const other = await start({ code: 'another' });
    await expect(other.generations.switchTo({ actor })).rejects.toEqual(refusal('compared-by-other-code'));
    await made.admin.query(`UPDATE projection.comparisons SET compared_at = now() - interval '2 hours'`);
    await expect(generations.switchTo({ actor })).rejects.toEqual(refusal('compared-long-ago'));
    await generations.compare();
    await made.admin.query(
      `INSERT INTO projection.parked (projection, generation, stream, position, reason, error, code_version)
       VALUES ('register', 2, 'swap-x', 1, 'failed', 'x', 'x')`,
    );
    await expect(generations.switchTo({ actor })).rejects.toEqual(refusal('parked'));
    await made.admin.query('DELETE FROM projection.parked');
    for (const each of running.splice(0)) await each.stop();
    await made.admin.query('UPDATE projection.checkpoints SET position = position - 1 WHERE generation = 2');
    await made.admin.query('UPDATE projection.generations SET complete = 0');
    const url = made.database.urls.projector;
    const wanted = { to: 2, actor, code: 'test' };
    const again = () => withConnection(url, (client) => switchGeneration(client, wanted, 2));
    await expect(again()).rejects.toEqual(refusal('lags'));
    await made.admin.query('BEGIN; SELECT FROM projection.generations FOR UPDATE');
    await expect(again()).rejects.toEqual(refusal('busy'));
    await made.admin.query('ROLLBACK');
  });

  it('of another process is seen within a second, and what waited meanwhile is answered by what serves then', async () => {
    await made.write(7, 60);
    const here = await start({ lookEvery: 500 });
    await built(here);
    await here.generations.compare();
    const { position } = await made.log.head();
    const next = String(BigInt(position) + 1n);
    const waiting = here.waitFor(next, 20_000);
    await withConnection(made.database.urls.projector, (client) =>
      switchGeneration(client, { to: 2, actor, code: 'test' }),
    );
    while ((await here.serving()).generation !== '2') await pause(10);
    await made.log.append({ stream: `source-${idOf(1)}`, expected: 'none', events: [registered(1)] });
    expect(await waiting).toBe('reached');
    expect(await here.serving()).toMatchObject({ generation: '2', position: next });
  });

  it('takes ten statements, whatever the register holds', async () => {
    await made.write(8, 60);
    const projections = await start();
    await built(projections);
    await projections.generations.compare();
    const texts: string[] = [];
    await withConnection(made.database.urls.projector, async (client) => {
      const { query } = client;
      client.query = function counted(this: pg.Client, ...given: unknown[]) {
        texts.push(String(given[0]).trim().split('\n', 1)[0]!);
        return (query as (...all: unknown[]) => unknown).apply(this, given);
      } as typeof client.query;
      await switchGeneration(client, { to: 2, actor, code: 'test' });
    });
    expect(texts).toHaveLength(10);
  });
});
