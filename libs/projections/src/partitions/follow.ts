import { comparePositions, START } from '#libs/contracts';
import { inBatchSpan } from '#libs/delivery';
import type pg from 'pg';
import { type AppliedBatch, applyAll, type Engine } from '../engine/apply-batch.ts';
import { type PreparedEvent, prepareEvent } from '../engine/prepare.ts';
import { createRowCache, type RowCache } from '../engine/row-cache.ts';
import { type AppliedProgress, type ProjectionLogger, warnOfParked } from '../engine/run.ts';
import { CheckpointRewound, ProjectionFenced } from '../engine/tables.ts';
import type { BatchClient } from '../postgres/batch-client.ts';
import type { Generation } from '../postgres/create-generation.ts';
import { openGenerationTables } from '../postgres/generation-tables.ts';
import { adoptPartition, currentIncarnation } from './adopt.ts';
import type { PartitionHandlers, PartitionMessage } from './feed.ts';

export interface FollowedPartitions {
  readonly generation: Generation;
  readonly topic: string;
  readonly pool: pg.Pool;
  readonly log: Engine['log'];
  readonly models: Engine['models'];
  readonly codeVersion: string;
  readonly logger: ProjectionLogger;
  /** Connections for batches; as many partitions are written at once. */
  readonly clients: readonly BatchClient[];
  readonly batchSize: number;
  readonly moved: (progress: AppliedProgress) => void;
  /** Told of messages that are none of ours. */
  readonly foreign: (partition: number, offset: string) => void;
}

interface Followed {
  next: string;
  readonly incarnation: string;
  readonly cache: RowCache;
}

/** Characters of documents kept of each partition. */
const CACHE = 2_000_000;

const after = (offset: string): string => String(BigInt(offset) + 1n);

type WithClient = <Result>(use: (client: BatchClient) => Promise<Result>) => Promise<Result>;

/** Who waits for a connection gets the next one that is let go. */
function shared(clients: readonly BatchClient[]): WithClient {
  const idle = [...clients];
  const waiting: ((client: BatchClient) => void)[] = [];
  return async (use) => {
    const client = idle.pop() ?? (await new Promise<BatchClient>((resolve) => waiting.push(resolve)));
    try {
      return await use(client);
    } finally {
      const next = waiting.shift();
      if (next) next(client);
      else idle.push(client);
    }
  };
}

function prepareMessage({ event, problem, offset }: PartitionMessage): PreparedEvent[] {
  if (!event) return [];
  if (problem === null) return [prepareEvent(event, after(offset))];
  const failed = { reason: 'failed', error: problem } as const;
  return [{ recorded: event, event: null, values: [], problem: failed, place: after(offset) }];
}

/** One batch behind the partition's checkpoint, which moves over all of its messages. */
async function applyMessages(
  parts: FollowedPartitions,
  withClient: WithClient,
  partition: number,
  at: Followed,
  messages: readonly PartitionMessage[],
): Promise<void> {
  const { generation, log, models, codeVersion, logger } = parts;
  const { incarnation, cache, next } = at;
  const begun = performance.now();
  const to = after(messages.at(-1)!.offset);
  const prepared = messages.flatMap(prepareMessage);
  const events = prepared.map(({ recorded }) => recorded);
  const attributes = { 'afa.generation': generation.generation, 'afa.partition': partition };
  const applied: AppliedBatch = await inBatchSpan('apply events', events, attributes, () =>
    withClient((client) => {
      const tables = openGenerationTables(client, generation, codeVersion, { partition, incarnation });
      return applyAll({ log, models, tables, cache }, next, prepared, to);
    }),
  );
  at.next = to;
  warnOfParked(logger, applied);
  for (const { event, offset } of messages) if (!event) parts.foreign(partition, offset);
  const position = prepared.at(-1)?.recorded.position ?? START;
  const { heads, parked } = applied;
  parts.moved({ position, heads, parked, applied, milliseconds: performance.now() - begun });
}

/** Applies what a topic's partitions deliver, each behind a checkpoint of its own that moves with the rows. */
export function followPartitions(parts: FollowedPartitions): PartitionHandlers {
  const { generation, topic, pool, clients, batchSize } = parts;
  const followed = new Map<number, Followed>();
  const withClient = shared(clients);

  /** A message of another incarnation is a left-over of the one before, or the first of the next. */
  async function assertSame({ incarnation }: Followed, messages: readonly PartitionMessage[]): Promise<void> {
    if (messages.every((message) => message.incarnation === incarnation)) return;
    const current = await currentIncarnation(pool, topic);
    if (current !== incarnation) throw new ProjectionFenced(`the topic ${topic} has begun anew`);
  }

  return {
    async place(partition) {
      const { incarnation, next } = await adoptPartition(pool, generation, topic, partition);
      followed.set(partition, { incarnation, next, cache: createRowCache(CACHE) });
      return next;
    },
    async handle(partition, messages) {
      const at = followed.get(partition);
      if (!at) throw new ProjectionFenced(`partition ${partition} has not been adopted`);
      await assertSame(at, messages);
      const fresh = messages.filter(({ offset }) => comparePositions(offset, at.next) >= 0);
      for (let start = 0; start < fresh.length; start += batchSize)
        await applyMessages(parts, withClient, partition, at, fresh.slice(start, start + batchSize));
    },
    isDisplaced: (error) => error instanceof ProjectionFenced || error instanceof CheckpointRewound,
  };
}
