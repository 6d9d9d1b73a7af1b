import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type AppendRequest, createMemoryEventLog, type EventLog } from '#libs/event-log';
import pg from 'pg';
import { claimedLog } from '../../../apps/command-api/src/idempotency/claimed-log.ts';
import { apiMigrations, createExecutor } from '../../../apps/command-api/src/index.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';

/** What KurrentDB answers where an event id stands in another stream: it looks into the one stream only. */
function forgetful(log: EventLog): EventLog {
  const append = log.append.bind(log);
  return Object.assign(log, {
    async append(request: AppendRequest) {
      const outcome = await append(request);
      if (outcome.kind !== 'event-id-taken') return outcome;
      const events = request.events.map((event) => ({ ...event, id: randomUUID() }));
      return append({ ...request, events });
    },
  });
}

const metadata = (commandId: string) => ({ actor: 'me', commandId, correlationId: commandId, causationId: commandId });
const event = (commandId: string, id = randomUUID()) => ({
  id,
  type: 'X',
  schemaVersion: 1,
  data: {},
  metadata: metadata(commandId),
});

describe('a command id, with a log that looks into one stream only', () => {
  let database: TestDatabase;
  let pool: pg.Pool;
  let log: EventLog;
  beforeAll(async () => {
    database = await createTestDatabase({ migrations: apiMigrations });
    pool = new pg.Pool({ connectionString: database.urls.api, max: 8 });
    log = claimedLog(forgetful(createMemoryEventLog()), pool);
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  it('is used for one stream only, however often it is sent again', async () => {
    const commandId = randomUUID();
    const first = event(commandId);
    const appended = { stream: 'a', expected: 'none', events: [first] } as const;
    expect(await log.append(appended)).toMatchObject({ kind: 'appended', repeated: false });
    expect(await log.append({ ...appended, stream: 'b' })).toEqual({ kind: 'event-id-taken', id: first.id });
    expect(await log.append(appended)).toMatchObject({ kind: 'appended', repeated: true });
    expect(await log.readStream('b')).toEqual([]);
  });

  it('goes to one of many streams that ask for it at once', async () => {
    const commandId = randomUUID();
    const first = event(commandId);
    const streams = Array.from({ length: 16 }, (_, index) => `rival-${index}`);
    const outcomes = await Promise.all(
      streams.map((stream) => log.append({ stream, expected: 'none', events: [first] })),
    );
    const kinds = outcomes.map(({ kind }) => kind).sort();
    expect(kinds).toEqual(['appended', ...Array.from({ length: 15 }, () => 'event-id-taken')]);
    expect((await log.existing(streams)).size).toBe(1);
  });

  it('is answered as by a log that can tell: the id was used for another subject', async () => {
    const execute = createExecutor(log);
    const send = (id: string, idempotencyKey: string) =>
      execute({
        name: 'RegisterPerson',
        body: { id, names: [{ form: 'Clara Example' }] },
        actor: 'me',
        idempotencyKey,
      });
    const key = randomUUID();
    expect(await send(randomUUID(), key)).toMatchObject({ kind: 'accepted' });
    expect(await send(randomUUID(), key)).toMatchObject({
      kind: 'rejected',
      status: 422,
      rejections: [{ rule: 'command-id-reused' }],
    });
  });

  it('stays claimed where the append failed, for nobody knows what was written', async () => {
    const lost: EventLog = { ...log, append: () => Promise.reject(new Error('the connection was cut')) };
    const commandId = randomUUID();
    const request = { expected: 'none', events: [event(commandId)] } as const;
    await expect(claimedLog(lost, pool).append({ ...request, stream: 'cut' })).rejects.toThrow('cut');
    expect(await log.append({ ...request, stream: 'other' })).toMatchObject({ kind: 'event-id-taken' });
    expect(await log.append({ ...request, stream: 'cut' })).toMatchObject({ kind: 'appended' });
  });
});
