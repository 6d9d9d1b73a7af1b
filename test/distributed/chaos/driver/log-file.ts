import { readFile } from 'node:fs/promises';
import type { LoggedEvent } from '../../../chaos/checker/evidence.ts';

interface Line {
  readonly stream: string;
  readonly events: readonly {
    readonly id: string;
    readonly type: string;
    readonly data: string;
    readonly metadata: string;
  }[];
}

/** What the register's streams begin with in the event log, as long as nothing else is said. */
export const STREAM_PREFIX = 'afa.';
/** Bytes from one event to the next of the same line, as the stand-in counts positions. */
const STRIDE = 61;
const NEWLINE = 0x0a;
const json = (base64: string): unknown => JSON.parse(Buffer.from(base64, 'base64').toString('utf8'));

/** The log as the stand-in's file holds it: one line for each append, the position of an event is where it stands in the file. */
export async function readLogFile(file: string): Promise<LoggedEvent[]> {
  const bytes = await readFile(file);
  const log: LoggedEvent[] = [];
  const revisions = new Map<string, number>();
  let start = 0;
  for (let end = bytes.indexOf(NEWLINE); end !== -1; end = bytes.indexOf(NEWLINE, start)) {
    const { stream, events } = JSON.parse(bytes.toString('utf8', start, end)) as Line;
    for (const [index, { id, type, data, metadata }] of events.entries()) {
      const revision = (revisions.get(stream) ?? -1) + 1;
      revisions.set(stream, revision);
      if (!stream.startsWith(STREAM_PREFIX)) continue;
      log.push({
        position: String(start + 1 + index * STRIDE),
        stream: stream.slice(STREAM_PREFIX.length),
        revision,
        id,
        type,
        data: json(data) as LoggedEvent['data'],
        metadata: json(metadata) as LoggedEvent['metadata'],
      });
    }
    start = end + 1;
  }
  return log;
}
