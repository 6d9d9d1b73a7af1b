import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { START } from '#libs/contracts';
import { EventLogUnavailable, type KurrentEventLog, openKurrentEventLog } from '#libs/event-log';
import {
  appended,
  plainCodec,
  sampleEvent,
  sampleEvents,
  streamName,
} from '../../../libs/event-log/src/testing/sample-events.ts';
import { follow, type LogServer, startLogServer, startSilencingProxy, until, untilAnswered } from './logs.ts';

/** What is known to go wrong between the client's package and a server, one test each. The order is that of the decision record. */
describe('a known trap', () => {
  let server: LogServer;
  let log: KurrentEventLog;
  beforeEach(async () => {
    server = await startLogServer();
    log = await server.open();
  });
  afterEach(() => server.close());

  it('1: a client whose first read fails is not dead for ever', async () => {
    await server.kill();
    const early = server.open({ openWithin: 60_000 });
    const refused = server.open({ openWithin: 300 });
    await expect(refused).rejects.toThrow(EventLogUnavailable);
    await pause(1_000);
    await server.start();
    const opened = await early;
    expect(opened.status().renewals).toBeGreaterThan(0);
    const stream = streamName();
    expect(await opened.readStream(stream)).toEqual([]);
    const written = await appended(opened, stream, sampleEvents(2));
    expect(await opened.readStream(stream)).toEqual(written);
  });

  it('1: nor is one whose server stays away for long', async () => {
    const written = await appended(log, streamName(), sampleEvents(1));
    await server.kill();
    while (log.status().renewals < 10) {
      await expect(log.head()).rejects.toThrow(EventLogUnavailable);
      await pause(20);
    }
    await server.start();
    expect((await untilAnswered(() => log.head())).position).toBe(written[0]?.position);
  });

  it('1: nor is one whose connection has fallen silent', async () => {
    const proxy = await startSilencingProxy(server.current.ports[0] ?? 0);
    try {
      const url = `kurrentdb://127.0.0.1:${proxy.port}?tls=false`;
      const own = await server.open({ url, answerWithin: 200 });
      const reader = follow(own);
      await appended(own, streamName(), sampleEvents(1));
      await until(() => reader.seen.length === 1);
      proxy.silence();
      let failed = 0;
      while (
        await own.head().then(
          () => false,
          () => true,
        )
      )
        failed += 1;
      expect(failed).toBeGreaterThan(0);
      expect(failed).toBeLessThan(10); // the client itself would need twenty seconds, a hundred of these
      await appended(log, streamName(), sampleEvents(1));
      await until(() => reader.seen.length === 2);
      await reader.stop();
    } finally {
      await proxy.close();
    }
  });

  it('2: small reads do not go over the connection on which they stall', async () => {
    const stream = streamName();
    await appended(log, stream, sampleEvents(10));
    for (let round = 0; round < 20; round += 1) await log.readStream(stream);
    await log.readAll({ after: START });
    const { nodes } = await server.current.control.stats();
    expect(nodes[0]?.calls.read?.['grpc-js']).toBeGreaterThan(20);
    expect(nodes[0]?.calls.read?.other).toBe(0);
  });

  it('3: no read waits for a second connection to be found', async () => {
    await log.readStream(streamName());
    await appended(log, streamName(), sampleEvents(1));
    const { connections, nodes } = await server.current.control.stats();
    expect(connections).toBe(1);
    expect(nodes[0]?.calls).not.toHaveProperty('gossip');
    expect(nodes[0]?.calls).not.toHaveProperty('features');
  });

  it('4: a conflict names the revision that stands, also where the connection string asks for none to be thrown', async () => {
    const lenient = await server.open({ url: `${server.current.url}&throwOnAppendFailure=false` });
    const stream = streamName();
    await appended(lenient, stream, sampleEvents(5));
    const outcome = await lenient.append({ stream, expected: 2, events: [sampleEvent()] });
    expect(outcome).toEqual({ kind: 'wrong-revision', stream, current: 4 });
  });

  it('5: whatever is asked while the server is away fails as unavailable', async () => {
    await server.kill();
    const stream = streamName();
    const asked = [
      () => log.append({ stream, expected: 'none', events: [sampleEvent()] }),
      () => log.append({ stream, expected: 'any', events: [sampleEvent()] }),
      () => log.readStream(stream),
      () => log.readAll({ after: START }),
      () => log.readAll({ after: '12345' }),
      () => log.existing([stream]),
      () => log.head(),
      () => log.recordedAt('12345'),
      () => log.positionAt('2026-01-01T00:00:00Z'),
    ];
    for (const ask of asked) await expect(ask()).rejects.toThrow(EventLogUnavailable);
    await expect(Promise.all(asked.map((ask) => ask()))).rejects.toThrow(EventLogUnavailable);
  });

  it.each(['ends', 'is cancelled', 'is cut off', 'falls silent'])(
    '6: a subscription that %s on the server goes on for its reader',
    async (fate) => {
      const { control } = server.current;
      const reader = follow(log);
      for (let round = 1; round <= 3; round += 1) {
        await appended(log, streamName(), sampleEvents(2));
        await until(() => reader.seen.length === 4 * round - 2);
        await until(() => log.status().subscriptionsOpened >= round);
        if (fate === 'ends') await control.endSubscriptions('end');
        if (fate === 'is cancelled') await control.endSubscriptions('cancel');
        if (fate === 'is cut off') await control.drop();
        if (fate === 'falls silent') await control.muteSubscriptions();
        await untilAnswered(() => appended(log, streamName(), sampleEvents(2)));
        await until(() => reader.seen.length === 4 * round);
      }
      await until(() => log.status().subscriptionsOpened >= 4);
      await reader.stop();
      expect(reader.seen.map(({ id }) => id)).toEqual((await server.places()).map(({ id }) => id));
    },
  );

  it('7: readers that leave leave nothing open on the server', async () => {
    await appended(log, streamName(), sampleEvents(3));
    for (let round = 0; round < 20; round += 1) {
      for await (const page of log.subscribe({ after: START })) if (page.caughtUp) break;
    }
    const controllers = Array.from({ length: 20 }, () => new AbortController());
    const waiting = controllers.map(async ({ signal }) => {
      for await (const _page of log.subscribe({ after: START, signal })) continue;
    });
    controllers.forEach((controller) => controller.abort());
    await Promise.all(waiting);
    expect((await server.current.control.stats()).openSubscriptions).toBeLessThanOrEqual(1);
    const reader = follow(log);
    await until(() => reader.seen.length === 3);
    const opened = log.status().subscriptionsOpened;
    await server.current.control.muteSubscriptions();
    await appended(log, streamName(), sampleEvents(1)); // makes the log leave the silent one for another
    await until(() => log.status().subscriptionsOpened > opened);
    expect((await server.current.control.stats()).openSubscriptions).toBe(1);
    await reader.stop();
    await log.close();
    await until(async () => (await server.current.control.stats()).openSubscriptions === 0);
    await until(async () => (await server.current.control.stats()).openConnections === 0);
  });

  it('8: a setting at which the client throws, quoting the connection string, is refused without quoting it', async () => {
    const url = 'kurrentdb://someone:secret-word@127.0.0.1:1?tls=false&maxDiscoverAttempts=-1';
    const opened = openKurrentEventLog({ url, codec: plainCodec });
    await expect(opened).rejects.toThrow('the connection string of KurrentDB cannot be used');
  });

  it('9: appends on their way when the connection is cut fail for their callers, and nowhere else', async () => {
    const data = { text: 'x'.repeat(20_000) };
    const storm = Array.from({ length: 300 }, () =>
      untilAnswered(() => appended(log, streamName(), [sampleEvent({ data })], 'none')),
    );
    await pause(10);
    await server.current.control.drop();
    const ids = (await Promise.all(storm)).flat().map(({ id }) => id);
    expect(new Set(ids).size).toBe(300);
    expect((await server.places()).length).toBeGreaterThanOrEqual(300);
  });

  it('10: more appends and reads at once than a connection carries are all answered, also on a cold one', async () => {
    const cold = await server.open();
    const streams = Array.from({ length: 300 }, () => streamName());
    await Promise.all(streams.map((stream) => appended(cold, stream, sampleEvents(1), 'none')));
    const pages = await Promise.all(streams.map((stream) => cold.readStream(stream)));
    expect(pages.map((page) => page.length)).toEqual(streams.map(() => 1));
    expect((await cold.existing([...streams, streamName()])).size).toBe(300);
  });

  it('11: a checkpoint of the subscription is no place to read on from', async () => {
    const reader = follow(log);
    for (let round = 0; round < 5; round += 1) {
      await appended(log, streamName(), sampleEvents(40)); // the stand-in tells a checkpoint each 32 events
      await server.current.control.endSubscriptions('end');
    }
    await until(() => reader.seen.length >= 200);
    await reader.stop();
    expect(reader.seen.map(({ id }) => id)).toEqual((await server.places()).map(({ id }) => id));
  });
});
