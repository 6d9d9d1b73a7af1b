import { randomUUID } from 'node:crypto';
import { appendFileSync, readFileSync, statSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  BACKWARDS,
  END,
  jsonEvent,
  KurrentDBClient,
  NO_STREAM,
  START,
  StreamNotFoundError,
  streamNameFilter,
  WrongExpectedVersionError,
} from '@kurrent/kurrentdb-client';
import type { KurrentEventLog } from '#libs/event-log';
import { appended, sampleEvents, streamName } from '../../../libs/event-log/src/testing/sample-events.ts';
import { type LogServer, PREFIX, startLogServer, until } from './logs.ts';

/** The stand-in, asked with the client's own functions: its appends in batches, and reads over its second connection. */
describe('the stand-in for KurrentDB', () => {
  let server: LogServer;
  let log: KurrentEventLog;
  let client: KurrentDBClient;
  beforeEach(async () => {
    server = await startLogServer();
    log = await server.open();
    client = KurrentDBClient.connectionString(server.current.url);
  });
  afterEach(async () => {
    await client.dispose();
    await server.close();
  });

  const event = (id = randomUUID()) =>
    jsonEvent({ id, type: 'Sample', data: { n: 1 }, metadata: { actor: 'somebody' } });
  const gathered = async <Item>(items: AsyncIterable<Item>): Promise<Item[]> => {
    const all: Item[] = [];
    for await (const item of items) all.push(item);
    return all;
  };

  it('shows the client what the log has written, as it was written', async () => {
    const stream = streamName();
    const written = await appended(log, stream, sampleEvents(3));
    const read = await gathered(client.readStream(PREFIX + stream));
    expect(
      read.map(({ event: found }) => ({
        id: found?.id,
        type: found?.type,
        data: found?.data,
        revision: Number(found?.revision),
        position: String(found?.position?.commit),
        recordedAt: found?.created.toISOString().slice(0, 19), // the second connection knows only seconds
      })),
    ).toEqual(
      written.map(({ id, type, data, revision, position, recordedAt }) => ({
        id,
        type,
        data,
        revision,
        position,
        recordedAt: recordedAt.slice(0, 19),
      })),
    );
    for (const { event: found } of read) {
      const values = Object.values(found?.metadata as Record<string, unknown>);
      expect(values.filter((value) => typeof value !== 'string')).toEqual([]); // flat, text to text
    }
  });

  it('compares expected revisions and knows a repeated append', async () => {
    const [one, two] = [event(), event()];
    const first = await client.appendToStream('s', [one, two], { streamState: NO_STREAM });
    expect(first.nextExpectedRevision).toBe(1n);
    const again = await client.appendToStream('s', [one, two], { streamState: NO_STREAM });
    expect(again).toEqual(first);
    const conflicts = [
      { events: [event()], streamState: NO_STREAM },
      { events: [one, event()], streamState: NO_STREAM },
      { events: [event()], streamState: 0n },
      { events: [event()], streamState: 5n },
    ] as const;
    for (const { events, streamState } of conflicts) {
      const refused = client.appendToStream('s', [...events], { streamState });
      await expect(refused).rejects.toThrow(WrongExpectedVersionError);
      await expect(refused).rejects.toMatchObject({ actualState: 1n });
    }
    await client.appendToStream('s', event(), { streamState: 1n });
    expect(await gathered(client.readStream('s'))).toHaveLength(3);
    await expect(gathered(client.readStream('nowhere'))).rejects.toThrow(StreamNotFoundError);
  });

  it('reads all inclusively forwards, exclusively backwards, filtered, and from no position but an event’s', async () => {
    const written = await appended(log, streamName(), sampleEvents(3));
    await client.appendToStream('elsewhere', event());
    const filter = streamNameFilter({ prefixes: [PREFIX] });
    const places = async (options: Parameters<KurrentDBClient['readAll']>[0]): Promise<string[]> =>
      (await gathered(client.readAll({ ...options, filter }))).map(({ event: found }) =>
        String(found?.position?.commit),
      );
    const [first = '', second = '', third = ''] = written.map(({ position }) => position);
    const at = (position: string) => ({ commit: BigInt(position), prepare: BigInt(position) });
    expect(await places({ fromPosition: START })).toEqual([first, second, third]);
    expect(await places({ fromPosition: at(second) })).toEqual([second, third]);
    expect(await places({ fromPosition: at(second), direction: BACKWARDS })).toEqual([first]);
    expect(await places({ fromPosition: END, direction: BACKWARDS, maxCount: 1 })).toEqual([third]);
    expect((await gathered(client.readAll())).length).toBe(5); // never empty: it has a stream of its own
    const between = String(BigInt(second) + 1n);
    await expect(places({ fromPosition: at(between) })).rejects.toThrow();
    expect(BigInt(third) - BigInt(first)).toBeGreaterThan(2n); // positions are no counts
  });

  it('subscribes exclusively, tells checkpoints that are no event’s, and goes live', async () => {
    const written = await appended(log, streamName(), sampleEvents(70));
    const checkpoints: string[] = [];
    const seen: string[] = [];
    const position = BigInt(written[9]?.position ?? 0);
    const subscription = client.subscribeToAll({
      fromPosition: { commit: position, prepare: position },
      filter: streamNameFilter({
        prefixes: [PREFIX],
        checkpointInterval: 1,
        checkpointReached: async (_subscription, place) => void checkpoints.push(String(place.commit)),
      }),
    });
    subscription.on('data', ({ event: found }) => found && seen.push(String(found.position?.commit)));
    await until(() => seen.length === 60 && checkpoints.length >= 2);
    const [live] = await appended(log, streamName(), sampleEvents(1));
    await until(() => seen.length === 61);
    expect(seen).toEqual([...written.slice(10), live].map((one) => one?.position));
    expect(checkpoints.filter((place) => seen.slice(0, 60).includes(place))).toEqual([]);
    expect(checkpoints).toContain(live?.position); // which a later event took
    await subscription.unsubscribe();
    await until(async () => (await server.current.control.stats()).openSubscriptions === 0);
  });

  it('keeps what it acknowledged when it is killed, and cuts off a torn line', async () => {
    const written = await appended(log, streamName(), sampleEvents(3));
    await server.kill();
    const { file } = server.current;
    const { size } = statSync(file);
    appendFileSync(file, readFileSync(file).subarray(0, 100));
    await server.start();
    expect(statSync(file).size).toBe(size);
    const fresh = await server.open();
    expect(await fresh.readAll({ after: '0' })).toEqual(written);
    const [next] = await appended(fresh, streamName(), sampleEvents(1));
    expect(BigInt(next?.position ?? 0)).toBeGreaterThan(BigInt(written.at(-1)?.position ?? 0));
  });

  it('keeps only as much of its file as it is told', async () => {
    const written = await appended(log, streamName(), sampleEvents(2));
    await appended(log, streamName(), sampleEvents(2));
    await server.kill();
    await server.start({ truncateTo: 3 }); // no part of an append
    expect((await server.places()).map(({ id }) => id)).toEqual(written.map(({ id }) => id));
  });
});
