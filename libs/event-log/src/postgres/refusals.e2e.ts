import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createLogDatabase, type LogDatabase } from '../testing/postgres-log.ts';
import { checkLog } from '../testing/history-check.ts';
import { appended, sampleEvent, sampleEvents, streamName } from '../testing/sample-events.ts';
import type { PostgresEventLog } from './open-event-log.ts';

const FORBID_TYPE = `ALTER TABLE log.events ADD CONSTRAINT forbidden CHECK (type <> 'Forbidden')`;
const COMMITS = 'SELECT count(DISTINCT xmin::text)::int AS commits FROM log.events WHERE position > $1';

describe('the group append', () => {
  let logs: LogDatabase;
  let log: PostgresEventLog;
  beforeAll(async () => {
    logs = await createLogDatabase();
    await logs.admin.query(FORBID_TYPE);
    log = await logs.open();
  });
  afterAll(() => logs.drop());

  const commitsSince = async (position: string): Promise<number> =>
    (await logs.admin.query<{ commits: number }>(COMMITS, [position])).rows[0]?.commits ?? 0;

  it('writes what arrives together in one statement', async () => {
    const { position } = await log.head();
    await Promise.all(Array.from({ length: 200 }, () => appended(log, streamName(), sampleEvents(2))));
    expect(await commitsSince(position)).toBe(1);
  });

  it('cuts a batch at 1,000 events and never an append', async () => {
    const { position } = await log.head();
    await Promise.all([600, 600, 300, 1500].map((count) => appended(log, streamName(), sampleEvents(count))));
    expect(await commitsSince(position)).toBe(3);
  });

  it('cuts a batch at about four megabytes', async () => {
    const { position } = await log.head();
    const text = 'x'.repeat(1_500_000);
    await Promise.all(Array.from({ length: 6 }, () => appended(log, streamName(), [sampleEvent({ data: { text } })])));
    expect(await commitsSince(position)).toBe(3);
  });

  it('finds the rows the server refuses and commits all others', async () => {
    const bad = new Set([3, 17, 18, 40]);
    const stream = streamName();
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        log.append({
          stream: n % 2 === 0 ? stream : streamName(),
          expected: 'any',
          events: [sampleEvent(), sampleEvent(bad.has(n) ? { type: 'Forbidden' } : {})],
        }),
      ),
    );
    expect(outcomes.map((outcome) => outcome.kind)).toEqual(
      outcomes.map((_, n) => (bad.has(n) ? 'refused' : 'appended')),
    );
    const acknowledged = outcomes.flatMap((outcome) => (outcome.kind === 'appended' ? outcome.events : []));
    expect(checkLog(await logs.places(), acknowledged)).toEqual([]);
  });

  it('answers no conflict with an append that was refused itself', async () => {
    const stream = streamName();
    const outcomes = await Promise.all(
      ['Forbidden', 'Allowed', 'Allowed'].map((type) =>
        log.append({ stream, expected: 'none', events: [sampleEvent({ type })] }),
      ),
    );
    expect(outcomes.map((outcome) => outcome.kind)).toEqual(['refused', 'appended', 'wrong-revision']);
  });

  it('finds repeated and taken ids among new ones without a statement for each', async () => {
    const stream = streamName();
    const known = sampleEvents(2);
    const first = await appended(log, stream, known);
    const { position } = await log.head();
    const outcomes = await Promise.all([
      ...Array.from({ length: 30 }, () =>
        log.append({ stream: streamName(), expected: 'none', events: sampleEvents(1) }),
      ),
      log.append({ stream, expected: 'any', events: known }),
      log.append({ stream: streamName(), expected: 'any', events: [known[1] ?? sampleEvent()] }),
    ]);
    expect(outcomes.at(-2)).toEqual({ kind: 'appended', events: first, repeated: true });
    expect(outcomes.at(-1)).toEqual({ kind: 'event-id-taken', id: known[1]?.id });
    expect(outcomes.slice(0, 30).every((outcome) => outcome.kind === 'appended')).toBe(true);
    expect(await commitsSince(position)).toBe(1);
  });
});
