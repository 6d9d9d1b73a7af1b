import { beforeEach, describe, expect, it } from '@jest/globals';
import { createMemoryEventLog, type EventLog, type ReadStreamOptions } from '#libs/event-log';
import { rememberingReader } from './read-stream.ts';

const STREAM = 'party-00000000-0000-4000-8000-000000000001';
const OTHER = 'party-00000000-0000-4000-8000-000000000002';

let log: EventLog;
let asked: { readonly stream: string; readonly from: number | undefined; readonly got: number }[];
let count = 0;

/** The log, with what was read of it. */
const watched = () => ({
  async readStream(stream: string, options: ReadStreamOptions = {}) {
    const page = await log.readStream(stream, options);
    asked.push({ stream, from: options.from, got: page.length });
    return page;
  },
});

async function write(stream: string, events: number): Promise<void> {
  const id = (): string => `00000000-0000-4000-8000-${String((count += 1)).padStart(12, '0')}`;
  const metadata = { actor: 'a', commandId: id(), correlationId: id(), causationId: id() };
  const data = { names: [{ form: 'A', lang: null, script: null, type: null }], kind: 'state' };
  const appended = await log.append({
    stream,
    expected: 'any',
    events: Array.from({ length: events }, () => ({
      id: id(),
      type: 'PartyRegistered',
      schemaVersion: 2,
      data,
      metadata,
    })),
  });
  expect(appended.kind).toBe('appended');
}

beforeEach(() => {
  log = createMemoryEventLog();
  asked = [];
});

describe('a stream that is read again', () => {
  it('is asked only for what came since, and is whole', async () => {
    const read = rememberingReader(watched());
    expect(await read(STREAM)).toEqual([]);
    for (const more of [1_500, 0, 2]) {
      if (more > 0) await write(STREAM, more);
      expect(await read(STREAM)).toEqual(await log.readStream(STREAM, { limit: 10_000 }));
    }
    expect(asked.map(({ from, got }) => [from, got])).toEqual([
      [0, 0],
      [0, 1_000],
      [1_000, 500],
      [1_500, 0],
      [1_500, 2],
    ]);
  });

  it('is read anew where too much was read since', async () => {
    const read = rememberingReader(watched(), 10);
    await write(STREAM, 8);
    await write(OTHER, 8);
    for (const stream of [STREAM, OTHER, STREAM]) expect(await read(stream)).toHaveLength(8);
    expect(asked.map(({ from }) => from)).toEqual([0, 0, 0]);
    await write(STREAM, 8);
    expect(await read(STREAM)).toHaveLength(16);
    expect(await read(STREAM)).toHaveLength(16);
  });

  it('is never shortened by a slower read', async () => {
    await write(STREAM, 2);
    const read = rememberingReader({
      async readStream(stream, options) {
        const page = await log.readStream(stream, options);
        // The first reader is held up until the second one has seen more.
        if (page.length === 2 && options?.from === 0) {
          await write(STREAM, 1);
          await read(STREAM);
        }
        return page;
      },
    });
    expect(await read(STREAM)).toHaveLength(2);
    expect(await read(STREAM)).toHaveLength(3);
  });
});
