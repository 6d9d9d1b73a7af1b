import { randomUUID } from 'node:crypto';
import { appendFile } from 'node:fs/promises';
import { UNKNOWN_TYPE } from '../../../chaos/checker/fold.ts';
import type { LoggedEvent } from '../../../chaos/checker/evidence.ts';
import type { History } from '../../../chaos/history.ts';
import type { Cluster } from './cluster.ts';
import { readLogFile, STREAM_PREFIX } from './log-file.ts';

const TICKS_PER_MILLISECOND = 10_000n;
const base64 = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64');

function busiest(log: readonly LoggedEvent[]): LoggedEvent {
  const legs = log.filter(({ type }) => type === 'LegReported');
  const counts = new Map<string, number>();
  for (const { stream } of legs) counts.set(stream, (counts.get(stream) ?? 0) + 1);
  return legs.toSorted((left, right) => counts.get(right.stream)! - counts.get(left.stream)!)[0]!;
}

function lineOf({ stream, data }: LoggedEvent, type: string, key: string): string {
  const metadata = {
    actor: 'poison',
    commandId: key,
    correlationId: key,
    causationId: key,
    schemaVersion: '1',
    attempt: 'poison',
  };
  const event = {
    id: key,
    type,
    contentType: 'application/json',
    data: base64(data),
    metadata: base64(metadata),
  };
  const ticks = String(BigInt(Date.now()) * TICKS_PER_MILLISECOND);
  return `${JSON.stringify({ stream: `${STREAM_PREFIX}${stream}`, ticks, events: [event] })}\n`;
}

/**
 * Puts an event of an unknown type, and good ones behind it, into the busiest swap, while the event log is down. Its rows must stay as
 * they were before the first of them, and all other streams must go on.
 */
export async function poison({ ground, ready }: Cluster, history: History): Promise<void> {
  await ground.killEventLog(async () => {
    const example = busiest(await readLogFile(ground.logFile));
    for (const type of [UNKNOWN_TYPE, 'LegReported', 'LegReported']) {
      const key = randomUUID();
      history.record('poison', 'append', 'invoke', { key, command: type, body: {} });
      await appendFile(ground.logFile, lineOf(example, type, key));
    }
  });
  await ready();
}
