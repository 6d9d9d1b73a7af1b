import { inspect } from 'node:util';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { comparePositions, START } from '#libs/contracts';
import {
  assertNotBehind,
  EventLogBehind,
  EventLogDamaged,
  EventLogUnavailable,
  type KurrentEventLog,
  openKurrentEventLog,
} from '#libs/event-log';
import {
  appended,
  plainCodec,
  sampleEvent,
  sampleEvents,
  streamName,
} from '../../../libs/event-log/src/testing/sample-events.ts';
import { everyEvent, positionAtByHand } from '../../../libs/event-log/src/testing/time-contract.ts';
import { follow, type LogServer, startLogServer, until, untilAnswered } from './logs.ts';

describe('the log in KurrentDB', () => {
  let server: LogServer;
  let log: KurrentEventLog;
  beforeEach(async () => {
    server = await startLogServer({ nodes: 2 });
    log = await server.open();
  });
  afterEach(() => server.close());

  it("takes the server's times as they are, and finds positions by them also where that clock went back", async () => {
    const readings = ['10:00:00.000Z', '10:00:05.120Z', '09:00:00.000Z', '10:00:05.121Z', '09:30:00Z', '11:00:00.500Z'];
    await server.current.control.clock(readings.map((time) => `2026-03-01T${time}`));
    for (const _reading of readings) await appended(log, streamName(), [sampleEvent()]);
    const events = await everyEvent(log);
    expect(events.map(({ recordedAt }) => Date.parse(recordedAt))).toEqual(
      readings.map((time) => Date.parse(`2026-03-01T${time}`)),
    );
    const instants = ['08', '09', '09:15', '09:59', '10', '10:00:05.1200', '10:00:05.1209', '10:00:05.121', '12'].map(
      (time) => `2026-03-01T${`${time}:00:00`.slice(0, Math.max(8, time.length))}Z`,
    );
    for (const instant of instants) {
      expect([instant, await log.positionAt(instant)]).toEqual([instant, positionAtByHand(events, instant)]);
    }
  });

  it('finds positions in a log of thousands of events, reading little the second time', async () => {
    const reads = async (): Promise<number> => (await server.current.control.stats()).nodes[0]?.calls.read?.total ?? 0;
    for (let page = 0; page < 30; page += 1) await appended(log, streamName(), sampleEvents(100));
    const events = await everyEvent(log);
    const fresh = await server.open();
    const probes = [2_950, 1_500, 10, 2_222].map((index) => events[index]);
    for (const event of probes) {
      const instant = event?.recordedAt ?? '';
      const byHand = positionAtByHand(events, instant);
      expect(await fresh.positionAt(instant)).toBe(byHand);
      const before = await reads();
      expect(await fresh.positionAt(instant)).toBe(byHand);
      expect((await reads()) - before).toBeLessThanOrEqual(2);
      const behind = String(BigInt(event?.position ?? 0) - 1n);
      expect((await fresh.readAll({ after: behind, limit: 1 }))[0]).toEqual(event);
    }
  });

  it('begins to look for an instant or a position at the landmark it is given', async () => {
    for (let page = 0; page < 30; page += 1) await appended(log, streamName(), sampleEvents(100));
    const events = await everyEvent(log);
    const [landmark, sought] = [events[2_800]?.position ?? '', events[2_850]];
    const asked: string[] = [];
    const answer = async (what: string): Promise<string> => (asked.push(what), landmark);
    const guided = await server.open({ landmarks: answer, landmarkBefore: answer });
    const reads = async (): Promise<number> => (await server.current.control.stats()).nodes[0]?.calls.read?.total ?? 0;
    const before = await reads();
    const instant = sought?.recordedAt ?? '';
    expect(await guided.positionAt(instant)).toBe(positionAtByHand(events, instant));
    expect((await reads()) - before).toBe(1);
    const behind = String(BigInt(sought?.position ?? 0) - 1n);
    expect((await guided.readAll({ after: behind, limit: 1 }))[0]).toEqual(sought);
    expect(asked).toEqual([instant, behind]);
  });

  it('is apart from logs with another prefix on the same server, and from the streams of the server itself', async () => {
    const other = await server.open({ streamPrefix: 'afb.' });
    const stream = streamName();
    const [one] = await appended(log, stream, sampleEvents(1), 'none');
    const [two] = await appended(other, stream, sampleEvents(1), 'none');
    expect(await log.readAll({ after: START })).toEqual([one]);
    expect(await other.readAll({ after: START })).toEqual([two]);
    expect(await log.recordedAt(two?.position ?? '')).toBeNull();
    expect(await log.readAll({ after: two?.position ?? '' })).toEqual([]);
    expect(await other.readAll({ after: one?.position ?? '' })).toEqual([two]);
    expect((await log.head()).position).toBe(one?.position);
  });

  it('answers an append that is larger than the server takes as refused', async () => {
    const data = { text: 'x'.repeat(2 ** 20) };
    const outcome = await log.append({ stream: streamName(), expected: 'none', events: [sampleEvent({ data })] });
    expect(outcome).toEqual({ kind: 'refused', detail: 'the append is larger than the event log takes' });
  });

  it('reads nothing ahead for a reader that takes its time', async () => {
    const pages = log.subscribe({ after: START, limit: 10 })[Symbol.asyncIterator]();
    const calls = async (): Promise<number> => (await server.current.control.stats()).nodes[0]?.calls.read?.total ?? 0;
    const writer = await server.open({ url: server.current.url });
    await pages.next();
    const before = await calls();
    const written = [];
    for (let page = 0; page < 5; page += 1)
      written.push(...(await appended(writer, streamName(), sampleEvents(100), 'none')));
    expect((await calls()) - before).toBeLessThanOrEqual(5 + 1); // the writer reads back what it wrote
    const seen = [];
    while (seen.length < written.length) {
      const { value } = (await pages.next()) as { value: { events: typeof written } };
      expect(value.events.length).toBeLessThanOrEqual(10);
      seen.push(...value.events);
    }
    expect(seen).toEqual(written);
    await pages.return?.();
  });

  it('is not asked again and again for a reader whose streams are not among what is new', async () => {
    const quiet = await server.open({ checkEvery: 3_600_000 });
    const calls = async (): Promise<number> => (await server.current.control.stats()).nodes[0]?.calls.read?.total ?? 0;
    const pages = quiet.subscribe({ after: START, streamPrefixes: ['swap-'] })[Symbol.asyncIterator]();
    await pages.next();
    const waiting = pages.next();
    for (let round = 0; round < 10; round += 1) await appended(log, streamName('source'), sampleEvents(3), 'none');
    await pause(200);
    const before = await calls();
    await pause(500);
    expect((await calls()) - before).toBe(0);
    const written = await appended(log, streamName('swap'), sampleEvents(1));
    expect((await waiting).value).toEqual({ events: written, caughtUp: true });
    await pages.return?.();
  });

  it('fails for its callers while the server hangs, and loses nothing of what was then done after all', async () => {
    const stream = streamName();
    const events = sampleEvents(2);
    await server.current.control.hang(true);
    const asked = [log.append({ stream, expected: 'none', events }), log.head(), log.readStream(stream)];
    for (const answer of asked) await expect(answer).rejects.toThrow(EventLogUnavailable);
    await server.current.control.hang(false);
    const again = await untilAnswered(() => log.append({ stream, expected: 'none', events }));
    expect(again).toMatchObject({ kind: 'appended', events: [{ revision: 0 }, { revision: 1 }] });
    expect(await server.places()).toHaveLength(2);
  });

  it('follows the leader', async () => {
    const [first = 0, second = 0] = server.current.ports;
    const urls = {
      cluster: `kurrentdb://127.0.0.1:${first},127.0.0.1:${second}?tls=false`,
      follower: `kurrentdb://127.0.0.1:${second}?tls=false`,
    };
    for (const url of Object.values(urls)) {
      await server.current.control.leader(0);
      const own = await untilAnswered(() => server.open({ url }));
      const reader = follow(own);
      const stream = streamName();
      await untilAnswered(() => appended(own, stream, sampleEvents(1), 'none'));
      for (const leader of [1, 0, 1]) {
        await server.current.control.leader(leader);
        const { revision = -1 } = (await untilAnswered(() => own.readStream(stream))).at(-1) ?? {};
        await untilAnswered(() => appended(own, stream, sampleEvents(1), revision));
      }
      expect(await untilAnswered(() => own.readStream(stream))).toHaveLength(4);
      const all = (await server.places()).length;
      await until(() => reader.seen.length === all);
      await reader.stop();
    }
    const { nodes } = await server.current.control.stats();
    expect(nodes[1]?.calls.append?.total).toBeGreaterThan(0);
  });

  it('comes back when no node could be found for a while', async () => {
    const hosts = server.current.ports.map((port) => `127.0.0.1:${port}`).join();
    const own = await server.open({ url: `kurrentdb://${hosts}?tls=false&maxDiscoverAttempts=3` });
    const reader = follow(own);
    const [before] = await appended(own, streamName(), sampleEvents(1));
    await until(() => reader.seen.length === 1);
    await server.current.control.refuse(true);
    for (let tries = 0; tries < 20; tries += 1) {
      await expect(own.head()).rejects.toThrow(EventLogUnavailable);
      await pause(100);
    }
    await server.current.control.refuse(false);
    expect((await untilAnswered(() => own.head())).position).toBe(before?.position);
    await untilAnswered(() => appended(own, streamName(), sampleEvents(1)));
    await until(() => reader.seen.length >= 2);
    await reader.stop();
  });

  it('gives up a subscription when the server stays away longer than it is to be outlasted', async () => {
    const impatient = await server.open({ outlast: 300, checkEvery: 50 });
    await appended(impatient, streamName(), sampleEvents(30));
    const pages = impatient.subscribe({ after: START, limit: 10 })[Symbol.asyncIterator]();
    await pages.next();
    await server.kill();
    await expect(pages.next()).rejects.toThrow(EventLogUnavailable);
  });

  it('says nothing of events, passwords or what a server says at length in its errors', async () => {
    const data = { name: 'Very Private' };
    const secret = 'secret-word';
    const away = { url: `kurrentdb://someone:${secret}@127.0.0.1:1?tls=false`, codec: plainCodec, openWithin: 50 };
    const odd = { ...away, url: `nothing://someone:${secret}@127.0.0.1:1` };
    const append = (): Promise<unknown> =>
      log.append({ stream: streamName(), expected: 'none', events: [sampleEvent({ data })] });
    const refusing = async (code: number): Promise<unknown> => {
      await server.current.control.fail({ code, details: 'Very Private was refused', count: 1 });
      return append();
    };
    const failures = [
      () => openKurrentEventLog(away),
      () => openKurrentEventLog(odd),
      () => refusing(2),
      () => refusing(3),
      () => refusing(7),
      async () => (await server.kill(), append()),
    ];
    for (const fail of failures) {
      const error: unknown = await fail().then(
        () => null,
        (thrown: unknown) => thrown,
      );
      expect(error).toBeInstanceOf(Error);
      const told = inspect(error, { depth: 20, showHidden: true });
      expect(told).not.toContain(secret);
      expect(told).not.toContain('Very Private');
    }
  });

  it('refuses a prefix under which the server keeps streams of its own', async () => {
    for (const streamPrefix of ['', '$afa.', 'a b', 'x'.repeat(101)]) {
      await expect(server.open({ streamPrefix })).rejects.toThrow('the stream prefix of KurrentDB must be');
    }
  });

  it('stops at an event under its prefix that it has not written', async () => {
    const good = await appended(log, streamName(), sampleEvents(1));
    await server.current.control.writeForeign('afa.swap-1');
    expect(await log.readAll({ after: START, limit: 1 })).toEqual(good);
    await expect(log.readAll({ after: START })).rejects.toThrow(EventLogDamaged);
    await expect(log.readStream('swap-1')).rejects.toThrow(EventLogDamaged);
  });
});

describe('a log that was restored from an older copy', () => {
  it('is refused by who has been further, and ends the subscriptions of who still runs', async () => {
    const server = await startLogServer();
    try {
      const log = await server.open({ checkEvery: 50 });
      const written = await appended(log, streamName(), sampleEvents(10));
      const later = await appended(log, streamName(), sampleEvents(10));
      const reached = later.at(-1)?.position ?? '';
      const reader = follow(log);
      await until(() => reader.seen.length === 20);
      await expect(assertNotBehind(log, reached)).resolves.toBeUndefined();
      await server.kill();
      await server.start({ truncateTo: 10 });
      const fresh = await server.open();
      expect(await fresh.head()).toMatchObject({ position: written.at(-1)?.position });
      await expect(assertNotBehind(fresh, reached)).rejects.toThrow(EventLogBehind);
      await expect(reader.ended).rejects.toThrow(EventLogBehind);
      expect(comparePositions((await fresh.head()).position, reached)).toBeLessThan(0);
    } finally {
      await server.close();
    }
  });
});
