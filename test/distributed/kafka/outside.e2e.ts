import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { RecordedEvent } from '#libs/contracts';
import { brokers } from '../support/kafka.ts';
import { createRelayScene, type RelayScene } from '../support/relay-scene.ts';

const run = promisify(execFile);

/** A tool of somebody else, by the first of its names that has what it needs; without one this test shows nothing, and says so. */
async function outsider(names: readonly string[], args: readonly string[], needed: string): Promise<string> {
  for (const name of names) {
    try {
      return (await run(name, [...args], { timeout: 60_000, maxBuffer: 1 << 26 })).stdout;
    } catch (error) {
      const { code, stderr } = error as { code?: unknown; stderr?: string };
      if (code !== 'ENOENT' && !stderr?.includes('No module named')) throw error;
    }
  }
  throw new Error(`This test reads the topic with tools of others: install ${needed}.`);
}

interface Seen {
  readonly key: string;
  readonly partition: number;
  readonly offset: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly value: string;
}

interface KcatMessage {
  readonly key: string;
  readonly partition: number;
  readonly offset: number;
  readonly headers: readonly string[];
  readonly payload: string;
}

/** kcat's own JSON: headers are names and values in turn. */
function seenByKcat(line: string): Seen {
  const { headers, payload, key, partition, offset } = JSON.parse(line) as KcatMessage;
  const pairs = headers.flatMap((name, at) => (at % 2 === 0 ? [[name, headers[at + 1]!] as const] : []));
  return { key, partition, offset, value: payload, headers: Object.fromEntries(pairs) };
}

const PYTHON = `
import json, sys
from kafka import KafkaConsumer
consumer = KafkaConsumer(sys.argv[2], bootstrap_servers=sys.argv[1].split(","), auto_offset_reset="earliest",
                         enable_auto_commit=False, consumer_timeout_ms=5000, api_version=(2, 5, 0))
wanted = int(sys.argv[3])
for message in consumer:
    print(json.dumps({"key": message.key.decode(), "partition": message.partition, "offset": message.offset,
                      "headers": {name: value.decode() for name, value in message.headers},
                      "value": message.value.decode()}))
    wanted -= 1
    if wanted == 0:
        break
`;

let addresses: string[];
let scene: RelayScene;
let incarnation: string;
let events: readonly RecordedEvent[];

beforeAll(async () => {
  addresses = await brokers();
  scene = await createRelayScene(addresses);
  await scene.write(60);
  await scene.start();
  ({ incarnation } = await scene.untilPublished());
  events = await scene.events();
});
afterAll(() => scene.close());

/** What CloudEvents' Kafka binding says about an event in binary mode. */
const expectedOf = (event: RecordedEvent): Omit<Seen, 'partition' | 'offset'> => ({
  key: event.stream,
  value: JSON.stringify(event.data),
  headers: {
    'content-type': 'application/json',
    ce_specversion: '1.0',
    ce_id: event.id,
    ce_type: `afa.${event.type}.v1`,
    ce_source: 'https://register.example/',
    ce_subject: event.stream,
    ce_time: event.recordedAt,
    ce_dataschema: `https://register.example/schemas/${event.type}/1`,
    ce_partitionkey: event.stream,
    ce_revision: String(event.revision),
    ce_position: event.position,
    ce_schemaversion: '1',
    ce_actor: 'editor',
    ce_commandid: event.metadata.commandId,
    ce_correlationid: event.metadata.correlationId,
    ce_causationid: event.metadata.causationId,
    ce_incarnation: incarnation,
  },
});

function expectTheLog(seen: readonly Seen[]): void {
  const byPosition = [...seen].sort(
    (left, right) => Number(left.headers['ce_position']) - Number(right.headers['ce_position']),
  );
  expect(byPosition.map(({ partition: _partition, offset: _offset, ...message }) => message)).toEqual(
    events.map(expectedOf),
  );
  const places = new Map<string, { partition: number; revisions: number[] }>();
  for (const { key, partition, headers } of [...seen].sort((left, right) => left.offset - right.offset)) {
    const place = places.get(key) ?? { partition, revisions: [] };
    places.set(key, place);
    expect(partition).toBe(place.partition);
    expect(Number(headers['ce_revision'])).toBe(place.revisions.length);
    place.revisions.push(place.revisions.length);
  }
}

describe('from outside, the topic', () => {
  it('is read by kcat: keys, headers and bodies as CloudEvents’ Kafka binding says', async () => {
    const read = ['-C', '-b', addresses.join(), '-t', scene.topic.topic, '-o', 'beginning', '-e', '-q', '-J'];
    const lines = (await outsider(['kcat', 'kafkacat'], read, 'kcat (Debian: kcat)')).trim().split('\n');
    expectTheLog(lines.map(seenByKcat));
  });

  it('is read by Python’s client in the same way', async () => {
    const args = ['-c', PYTHON, addresses.join(), scene.topic.topic, String(events.length)];
    const needed = 'Python’s client for Kafka (Debian: python3-kafka)';
    const lines = (await outsider(['python3', '/usr/bin/python3'], args, needed)).trim().split('\n');
    expectTheLog(lines.map((line) => JSON.parse(line) as Seen));
  });
});
