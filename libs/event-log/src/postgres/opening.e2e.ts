import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { EventLogAlreadyOpen, EventLogDamaged, EventLogUnavailable, EventLogUnsafe } from '../port.ts';
import { createLogDatabase, type LogDatabase } from '../testing/postgres-log.ts';
import { appended, sampleEvent, sampleEvents, streamName } from '../testing/sample-events.ts';

describe('opening the log for writing', () => {
  let logs: LogDatabase;
  beforeEach(async () => {
    logs = await createLogDatabase();
  });
  afterEach(() => logs.drop());

  it('fails while another writes it, and names the other', async () => {
    const first = await logs.open();
    const second = logs.open({ lockWait: 0 });
    await expect(second).rejects.toThrow(EventLogAlreadyOpen);
    await expect(second).rejects.toThrow(new RegExp(`all-for-all log writer .*:${process.pid}`));
    await appended(first, streamName(), [sampleEvent()]);
  });

  it('waits a moment for the lock of a writer that is just ending', async () => {
    const first = await logs.open();
    const second = logs.open({ lockWait: 10_000 });
    await first.close();
    await appended(await second, streamName(), [sampleEvent()]);
  });

  it('goes on where the last writer stopped', async () => {
    const stream = streamName();
    const first = await logs.open();
    const written = await appended(first, stream, sampleEvents(3));
    await first.close();
    const second = await logs.open();
    const [next] = await appended(second, stream, [sampleEvent()], 2);
    expect(BigInt(next?.position ?? 0)).toBe(BigInt(written.at(-1)?.position ?? 0) + 1n);
    expect(BigInt(second.status().epoch)).toBe(2n);
  });

  it.each(['off', 'local'])('refuses a server that acknowledges too early (synchronous_commit = %s)', async (value) => {
    await logs.admin.query(`ALTER DATABASE ${logs.database.database} SET synchronous_commit = ${value}`);
    await expect(logs.open()).rejects.toThrow(EventLogUnsafe);
    await expect(logs.open()).rejects.toThrow(/synchronous_commit/);
  });

  it('refuses a log that does not end where its writer stopped', async () => {
    const log = await logs.open();
    await appended(log, streamName(), sampleEvents(3));
    await log.close();
    await logs.admin.query('ALTER TABLE log.events DISABLE TRIGGER events_immutable');
    await logs.admin.query('DELETE FROM log.events WHERE position = 3');
    await expect(logs.open()).rejects.toThrow(EventLogDamaged);
  });

  it('says that a server is not there', async () => {
    const nobody = 'postgres://nobody:nothing@127.0.0.1:1/nowhere';
    await expect(logs.open({ writerUrl: nobody })).rejects.toThrow(EventLogUnavailable);
  });

  it('reads over no hole', async () => {
    const log = await logs.open();
    await appended(log, streamName(), sampleEvents(5));
    await logs.admin.query('ALTER TABLE log.events DISABLE TRIGGER events_immutable');
    await logs.admin.query('DELETE FROM log.events WHERE position = 3');
    await expect(log.readAll({ after: '0' })).rejects.toThrow(EventLogDamaged);
    await expect(log.readAll({ after: '2' })).rejects.toThrow(EventLogDamaged);
    await expect(log.positionAt(new Date(0).toISOString())).rejects.toThrow(EventLogDamaged);
    expect(await log.readAll({ after: '3' })).toHaveLength(2);
  });
});
