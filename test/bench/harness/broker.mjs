import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startKafka } from '../../../infra/kafka/start.mjs';

let kept = null;

/** One broker for a run, with the collector and compiler a server has; that of KAFKA_BROKERS where it is set. Removed when the process ends. */
export function broker() {
  return (kept ??= start());
}

async function start() {
  const given = process.env.KAFKA_BROKERS;
  if (given) return { brokers: given.split(','), stop: async () => undefined };
  const directory = mkdtempSync(join(tmpdir(), 'afa-bench-kafka-'));
  const started = await startKafka({ directory, heap: '1g', javaOptions: ['-XX:+UseG1GC'] });
  const stop = async () => {
    await started.stop();
    rmSync(directory, { recursive: true, force: true });
  };
  return { brokers: [started.brokers], stop };
}

/** Ends the broker of the run, if one was started. */
export async function stopBroker() {
  if (kept) await (await kept).stop();
}
