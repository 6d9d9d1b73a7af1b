import { createHash } from 'node:crypto';
import { START } from '#libs/contracts';
import type { EventLogReader } from '#libs/event-log';
import { FORMAT, type Header, VERSION } from './format.ts';
import { sealedLine } from './line.ts';

const PAGE = 500;

/** What a backup reads. The log must be opened with a codec that changes nothing: events are backed up as they are stored. */
export type BackupSource = Pick<EventLogReader, 'head' | 'readAll'>;

async function* eventLines(log: BackupSource, upTo: string): AsyncGenerator<string> {
  const last = BigInt(upTo);
  let after: string = START;
  while (BigInt(after) < last) {
    const page = await log.readAll({ after, limit: PAGE });
    const wanted = page.filter(({ position }) => BigInt(position) <= last);
    if (wanted.length === 0) throw new Error(`the log ends before position ${upTo}`);
    yield wanted.map((event) => sealedLine({ event })).join('');
    after = wanted.at(-1)!.position;
  }
}

/**
 * The whole log as JSON Lines, in chunks of several lines. Pinned to the end of the log as it is now: what is appended meanwhile
 * is not in it. Memory does not grow with the log. Each line ends in the digest of its own bytes, so that a damaged one can be named.
 */
export async function* backupLines(log: BackupSource, now: Date): AsyncGenerator<string> {
  const { position } = await log.head();
  const header: Header = { format: FORMAT, version: VERSION, createdAt: now.toISOString(), position };
  const everything = createHash('sha256');
  const first = sealedLine(header) + sealedLine({ keys: [] });
  everything.update(first);
  yield first;
  let events = 0;
  for await (const chunk of eventLines(log, position)) {
    everything.update(chunk);
    events += countLines(chunk);
    yield chunk;
  }
  yield sealedLine({ events }, everything.digest('hex'));
}

function countLines(chunk: string): number {
  let count = 0;
  for (let at = chunk.indexOf('\n'); at >= 0; at = chunk.indexOf('\n', at + 1)) count += 1;
  return count;
}
