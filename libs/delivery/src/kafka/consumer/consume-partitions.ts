import type { Kafka } from 'kafkajs';
import { setTimeout as pause } from 'node:timers/promises';
import { backOff } from '../back-off.ts';
import { asAdmin, offsetsOf } from '../client/topics.ts';
import type { ConsumeOptions, ConsumerState, DeliveryLogger, PartitionConsumer } from '../port.ts';
import { Desk, type DeskOptions } from './desk.ts';
import { Member } from './member.ts';

const SESSION_TIMEOUT = 6_000;
/** A membership that lasted so long, in milliseconds, was a good one: the next failure is the first again. */
const SOUND_AFTER = 30_000;

function boundsOf(kafka: Kafka, topic: string): (partition: number) => Promise<{ low: string; high: string }> {
  return async (partition) => {
    const bounds = (await asAdmin(kafka, (admin) => offsetsOf(admin, topic)))?.[partition];
    if (!bounds) throw new Error(`the topic ${topic} has no partition ${partition}`);
    return bounds;
  };
}

function optionsOf(kafka: Kafka, logger: DeliveryLogger, given: ConsumeOptions) {
  const sessionTimeout = given.sessionTimeout ?? SESSION_TIMEOUT;
  const heartbeatInterval = given.heartbeatInterval ?? Math.floor(sessionTimeout / 6);
  return { ...given, sessionTimeout, heartbeatInterval, logger, bounds: boundsOf(kafka, given.topic) };
}

interface Life {
  /** What the membership died of, null where it was told to end. */
  readonly over: Promise<Error | null>;
  readonly desk: Desk;
}

/** One membership and its desk, until it dies or the signal says so. */
function live(
  kafka: Kafka,
  options: DeskOptions & { readonly sessionTimeout: number },
  signal: AbortSignal,
  joined: (partitions: readonly number[]) => void,
): Life {
  const member: Member = new Member(kafka, options, {
    joined: (partitions) => {
      joined(partitions);
      desk.assign(partitions);
    },
    batch: (batch) => desk.take(batch),
  });
  const desk: Desk = new Desk(options, member);
  let left: Promise<void> | undefined;
  const leave = (): void => void (left = member.leave());
  if (signal.aborted) leave();
  signal.addEventListener('abort', leave, { once: true });
  const over = member.lived.then(async (how) => {
    signal.removeEventListener('abort', leave);
    desk.close();
    await left;
    return how;
  });
  return { over, desk };
}

/** Joins the group, and joins it again whenever a membership ends, until it is stopped. */
export function consumePartitions(kafka: Kafka, logger: DeliveryLogger, given: ConsumeOptions): PartitionConsumer {
  const options = optionsOf(kafka, logger, given);
  const { group, topic } = given;
  const stopping = new AbortController();
  const { signal } = stopping;
  let state: ConsumerState = 'joining';
  let life: Life | null = null;

  const joined = (partitions: readonly number[]): void => {
    state = 'consuming';
    logger.info({ group, topic, partitions }, 'partitions assigned');
  };

  async function run(): Promise<void> {
    for (let failures = 0; !signal.aborted;) {
      state = 'joining';
      const begun = Date.now();
      life = live(kafka, options, signal, joined);
      const error = await life.over;
      if (signal.aborted) break;
      failures = Date.now() - begun > SOUND_AFTER ? 1 : failures + 1;
      state = 'waiting';
      logger.warn({ group, topic, failures, error }, 'the consumer group was lost and is joined again');
      await pause(backOff(failures), undefined, { signal }).catch(() => undefined);
    }
    state = 'stopped';
  }

  const running = run();
  return {
    state: () => state,
    assigned: () => life?.desk.partitions() ?? [],
    reseek: () => life?.desk.reseek(),
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
