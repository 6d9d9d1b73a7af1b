import type { BusMessage } from '../../../chaos/checker/evidence.ts';
import type { Random } from '../../../support-domain/random.ts';
import type { Cluster } from './cluster.ts';
import { plainKafka, publishMessages, readTopic } from './topic.ts';

/** Deletes it under the relay and the projectors. The relay finds it gone and publishes the log again. */
export async function deleteTopic({ ground, topic }: Cluster): Promise<void> {
  const admin = plainKafka(ground.brokers).admin();
  await admin.connect();
  try {
    await admin.deleteTopics({ topics: [topic] });
  } finally {
    await admin.disconnect();
  }
}

/** Messages behind those that lie in the topic, each of them a second time: whole runs of them, and single ones. */
export function chosenAgain(messages: readonly BusMessage[], random: Random, share: number): BusMessage[] {
  const wanted = Math.ceil(messages.length * share);
  const again: BusMessage[] = [];
  while (again.length < wanted) {
    const at = random.below(messages.length);
    again.push(...messages.slice(at, at + (random.chance(0.5) ? 1 : 1 + random.below(40))));
  }
  return again;
}

/** Publishes between 1 and 30 of 100 messages again, as a producer does that never heard that they had arrived. */
export async function repeatMessages(
  { ground, topic }: Pick<Cluster, 'ground' | 'topic'>,
  random: Random,
): Promise<void> {
  const messages = await readTopic(ground.brokers, topic);
  if (messages.length === 0) return;
  await publishMessages(ground.brokers, topic, chosenAgain(messages, random, (1 + random.below(30)) / 100));
}
