import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { RecordedEvent } from '#libs/contracts';
import { createMemoryEventLog, type EventLog } from '#libs/event-log';
import { digestOf, sealedLine } from './line.ts';
import { readBackup } from './read.ts';
import { BackupRefused } from './refused.ts';
import { backupLines } from './write.ts';

const NOW = new Date('2026-11-22T12:00:00Z');

async function logOf(count: number): Promise<EventLog> {
  const log = createMemoryEventLog();
  for (let n = 0; n < count; n += 1) {
    const metadata = {
      actor: 'tester',
      commandId: randomUUID(),
      correlationId: randomUUID(),
      causationId: randomUUID(),
    };
    const data = { n, words: `Сенцов ${n} “all”\n\u2028` };
    await log.append({
      stream: `sample-${n % 7}`,
      expected: 'any',
      events: [{ id: randomUUID(), type: 'NeverHeardOf', schemaVersion: 9, data, metadata }],
    });
  }
  return log;
}

async function bytesOf(chunks: AsyncIterable<string>): Promise<Buffer> {
  let text = '';
  for await (const chunk of chunks) text += chunk;
  return Buffer.from(text);
}

/** In small pieces, so that lines lie across them. */
async function* pieces(bytes: Buffer, size = 37): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(bytes: Buffer, size?: number): Promise<RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for await (const event of readBackup(pieces(bytes, size))) events.push(event);
  return events;
}

const refusal = (bytes: Buffer): Promise<unknown> =>
  read(bytes, 4096).then(
    () => 'accepted',
    (error: unknown) => error,
  );

async function lineOf(bytes: Buffer): Promise<number> {
  const refused = await refusal(bytes);
  if (!(refused instanceof BackupRefused)) throw new Error(`not refused, but ${String(refused)}`);
  return refused.line;
}

describe('a backup', () => {
  it('gives back every event as it was, over pages and pieces', async () => {
    const log = await logOf(1_201);
    const events = await read(await bytesOf(backupLines(log, NOW)));
    expect(events).toEqual(await log.readAll({ after: '0', limit: 5_000 }));
  });

  it('of an empty log is empty and whole', async () => {
    expect(await read(await bytesOf(backupLines(createMemoryEventLog(), NOW)))).toEqual([]);
  });

  it('holds nothing that was appended after it was begun', async () => {
    const log = await logOf(3);
    const lines = backupLines(log, NOW);
    const first = await lines.next();
    const [event] = await log.readAll({ after: '0', limit: 1 });
    await log.append({ stream: 'late', expected: 'any', events: [{ ...event!, id: randomUUID() }] });
    const rest = await bytesOf(lines);
    expect(await read(Buffer.concat([Buffer.from(first.value as string), rest]))).toHaveLength(3);
  });
});

describe('a damaged backup', () => {
  let whole: Buffer;
  let lines: string[];
  beforeAll(async () => {
    whole = await bytesOf(backupLines(await logOf(4), NOW));
    lines = whole.toString().trimEnd().split('\n');
  });
  const join = (list: readonly string[]): Buffer => Buffer.from(`${list.join('\n')}\n`);

  it('is refused wherever it is cut off', async () => {
    for (let length = 0; length < whole.length; length += 1) {
      const cut = whole.subarray(0, length);
      expect(await lineOf(cut)).toBe(cut.toString('latin1').split('\n').length);
    }
  });

  it('is refused with the line in which one bit is flipped, whichever it is', async () => {
    let line = 1;
    for (let at = 0; at < whole.length; at += 1) {
      const flipped = Buffer.from(whole);
      flipped[at]! ^= 1 << (at % 8);
      // A line feed that is gone merges two lines; one that came splits a line.
      expect(await lineOf(flipped)).toBe(line);
      if (whole[at] === 0x0a) line += 1;
    }
  });

  it.each([
    ['a line left out', () => lines.filter((_, at) => at !== 3), 4],
    ['two lines in each other’s place', () => [...lines.slice(0, 3), lines[4]!, lines[3]!, ...lines.slice(5)], 4],
    ['a line twice', () => [...lines.slice(0, 4), lines[3]!, ...lines.slice(4)], 5],
    ['the last line of another', () => [...lines.slice(0, -2), lines.at(-1)!], 6],
    ['a line behind the last', () => [...lines, lines[3]!], 8],
    ['an empty line', () => [...lines.slice(0, 3), '', ...lines.slice(3)], 4],
    ['no keys line', () => lines.filter((_, at) => at !== 1), 2],
  ])('%s', async (_why, list, line) => {
    expect(await lineOf(join(list()))).toBe(line);
  });

  it.each([
    ['another file', { hello: 'world' }, /does not begin a backup/],
    ['a later version', { format: 'afa-backup', version: 2 }, /version 2; this release reads version 1/],
  ])('%s is named for what it is', async (_why, first, why) => {
    const refused = await refusal(join([sealedLine(first).trimEnd(), ...lines.slice(1)]));
    expect((refused as Error).message).toMatch(why);
  });

  it('with keys waits for a release that can keep them', async () => {
    const refused = await refusal(
      join([lines[0]!, sealedLine({ keys: [{ subject: 'x' }] }).trimEnd(), ...lines.slice(2)]),
    );
    expect((refused as Error).message).toMatch(/holds keys, which this release cannot keep/);
  });

  it('is refused where all its digests were made to fit but an event is missing', async () => {
    const shorter = [...lines.slice(0, -2), ''].join('\n');
    const forged = shorter + sealedLine({ events: 3 }, digestOf(shorter));
    expect(((await refusal(Buffer.from(forged))) as Error).message).toMatch(/first line announces 4/);
  });
});
