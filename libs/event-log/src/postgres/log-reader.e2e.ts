import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EventLogUnavailable, type EventLogReader } from '../port.ts';
import { createLogDatabase, type LogDatabase } from '../testing/postgres-log.ts';
import { appended, plainCodec, sampleEvents, streamName } from '../testing/sample-events.ts';
import type { PostgresEventLog } from './open-event-log.ts';
import { openPostgresLogReader } from './open-log-reader.ts';

describe('a reader beside the writer', () => {
  let logs: LogDatabase;
  let log: PostgresEventLog;
  let reader: EventLogReader;
  beforeAll(async () => {
    logs = await createLogDatabase();
    log = await logs.open();
    reader = await openPostgresLogReader({ url: logs.database.urls.projector, codec: plainCodec, pollMs: 20 });
  });
  afterAll(async () => {
    await reader.close();
    await logs.drop();
  });

  it('reads what the writer wrote', async () => {
    const stream = streamName();
    const written = await appended(log, stream, sampleEvents(3));
    expect(await reader.readStream(stream)).toEqual(written);
    expect(await reader.head()).toEqual(await log.head());
    expect(await reader.existing([stream])).toEqual(new Set([stream]));
  });

  it.each([undefined, ['swap-']])('hears of live events (prefixes %p)', async (streamPrefixes) => {
    const { position: after } = await log.head();
    const subscribed = reader.subscribe({ after, ...(streamPrefixes && { streamPrefixes }) })[Symbol.asyncIterator]();
    expect((await subscribed.next()).value).toEqual({ events: [], caughtUp: true });
    for (const count of [1, 2]) {
      const written = await appended(log, streamName('swap'), sampleEvents(count));
      expect((await subscribed.next()).value).toEqual({ events: written, caughtUp: true });
    }
    await subscribed.return?.();
  });

  it('ends its subscriptions when it is closed, twice if need be', async () => {
    const own = await openPostgresLogReader({ url: logs.database.urls.reader, codec: plainCodec });
    const subscribed = own.subscribe({ after: (await own.head()).position })[Symbol.asyncIterator]();
    await subscribed.next();
    const waiting = expect(subscribed.next()).rejects.toThrow(EventLogUnavailable);
    await Promise.all([own.close(), own.close()]);
    await waiting;
  });

  it('does not open on a server that is not there', async () => {
    const opened = openPostgresLogReader({ url: 'postgres://nobody:nothing@127.0.0.1:1/nowhere', codec: plainCodec });
    await expect(opened).rejects.toThrow(EventLogUnavailable);
  });
});
