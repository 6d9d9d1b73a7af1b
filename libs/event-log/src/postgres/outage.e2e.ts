import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { EventLogUnavailable } from '../port.ts';
import { openCuttingProxy } from '../testing/cutting-proxy.ts';
import { appendUntilAnswered, createLogDatabase, type LogDatabase } from '../testing/postgres-log.ts';
import { appended, sampleEvent, sampleEvents, streamName } from '../testing/sample-events.ts';

/** Makes inserting fail like a full disk does. */
const FILL_DISK = `
CREATE FUNCTION fail_like_a_full_disk() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'no space left on device' USING ERRCODE = 'disk_full'; END $$;
CREATE TRIGGER full_disk BEFORE INSERT ON log.events FOR EACH STATEMENT EXECUTE FUNCTION fail_like_a_full_disk()`;
const FREE_DISK = 'DROP TRIGGER full_disk ON log.events';

describe('while the log cannot be written', () => {
  let logs: LogDatabase;
  beforeEach(async () => {
    logs = await createLogDatabase();
  });
  afterEach(() => logs.drop());

  it('a full disk is answered as unavailable, reads go on, and writing resumes', async () => {
    const log = await logs.open();
    const stream = streamName();
    await appended(log, stream, sampleEvents(2));
    await logs.admin.query(FILL_DISK);
    for (const _again of [1, 2]) {
      await expect(appended(log, stream, [sampleEvent()])).rejects.toThrow(EventLogUnavailable);
      expect(await log.readStream(stream)).toHaveLength(2);
    }
    await logs.admin.query(FREE_DISK);
    const [next] = await appended(log, stream, [sampleEvent()]);
    expect(next).toMatchObject({ revision: 2, position: '3' });
  });

  it('a short want of space is waited out', async () => {
    const log = await logs.open();
    await logs.admin.query(FILL_DISK);
    const waiting = appended(log, streamName(), [sampleEvent()]);
    await pause(50);
    await logs.admin.query(FREE_DISK);
    expect((await waiting)[0]?.position).toBe('1');
  });

  it('the queue is bounded, and what waited is written', async () => {
    const log = await logs.open({ maxQueue: 10 });
    await logs.admin.query('BEGIN');
    await logs.admin.query('SELECT * FROM log.writer FOR UPDATE');
    const first = appended(log, streamName(), [sampleEvent()]);
    await pause(50);
    const rest = Array.from({ length: 15 }, () => appended(log, streamName(), [sampleEvent()]));
    const settled = Promise.allSettled(rest);
    await expect(appended(log, streamName(), [sampleEvent()])).rejects.toMatchObject({
      name: 'EventLogUnavailable',
      retryAfterSeconds: 1,
    });
    expect(log.status().waiting).toBeLessThanOrEqual(15);
    await logs.admin.query('COMMIT');
    await first;
    const fulfilled = (await settled).filter((result) => result.status === 'fulfilled');
    expect(fulfilled.length).toBeGreaterThanOrEqual(10);
    expect(fulfilled.length).toBeLessThan(15);
    expect(await logs.places()).toHaveLength(fulfilled.length + 1);
  });

  it('an append that hangs is answered as unavailable; the same again gives its result', async () => {
    const log = await logs.open({ answerWithin: 200 });
    await logs.admin.query('BEGIN');
    await logs.admin.query('SELECT * FROM log.writer FOR UPDATE');
    const events = sampleEvents(2);
    const stream = streamName();
    const queued = pause(50).then(() => appended(log, streamName(), [sampleEvent()]));
    await expect(appended(log, stream, events)).rejects.toThrow(/did not answer in time/);
    await expect(queued).rejects.toThrow(/did not answer in time/);
    await logs.admin.query('COMMIT');
    expect((await appended(log, stream, events)).map((event) => event.position)).toEqual(['1', '2']);
    expect(await logs.places()).toHaveLength(2);
  });

  it('an unreachable server is answered as unavailable until it is back', async () => {
    const proxy = await openCuttingProxy(logs.database.urls.writer);
    const log = await logs.open({ writerUrl: proxy.through(logs.database.urls.writer) });
    const stream = streamName();
    await appended(log, stream, sampleEvents(1));
    proxy.block(true);
    await expect(appended(log, stream, sampleEvents(1))).rejects.toThrow(EventLogUnavailable);
    expect(log.status().state).toBe('disconnected');
    expect(await log.readStream(stream)).toHaveLength(1);
    proxy.block(false);
    const [next] = await appendUntilAnswered(log, stream, sampleEvents(1));
    expect(next).toMatchObject({ revision: 1, position: '2' });
    await log.close();
    await proxy.close();
  });

  it('an idle writer comes back by itself', async () => {
    const log = await logs.open();
    await logs.endWriterSessions();
    while (log.status().epoch === '1' || log.status().state !== 'writing') await pause(10);
    await appended(log, streamName(), sampleEvents(1));
  });

  it('reads survive the end of their connections', async () => {
    const log = await logs.open();
    const stream = streamName();
    await appended(log, stream, sampleEvents(1));
    await log.readStream(stream);
    await logs.admin.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'all-for-all log reader' AND datname = current_database()`,
    );
    expect(await log.readStream(stream)).toHaveLength(1);
  });
});
