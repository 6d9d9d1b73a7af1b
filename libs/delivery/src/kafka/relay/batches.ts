import type { RecordedEvent } from '#libs/contracts';
import { type Publication, toMessage } from '../binding/send.ts';
import { partitionOf } from '../partition-of.ts';
import type { KafkaMessage, TopicSettings } from '../port.ts';
import type { Admitted } from './continuity.ts';

/** What goes out with one request. */
export interface RelayBatch {
  readonly events: readonly RecordedEvent[];
  readonly messages: readonly KafkaMessage[];
  /** The position up to which everything is out once this is. */
  readonly upTo: string;
  /** The latest time at which one of them was recorded. */
  readonly recordedAt: string;
}

/** Bytes of one request for one partition, below what a topic takes by default in one piece (`max.message.bytes`), and for all together. */
const MOST_OF_PARTITION = 1_000_000;
const MOST_BYTES = 4 * 1024 * 1024;
/** Headers and key of a message, roughly and rather too many. */
const OVERHEAD = 1_024;

function batchOf(admitted: readonly Admitted[], messages: readonly KafkaMessage[]): RelayBatch {
  const events = admitted.map(({ event }) => event);
  const recordedAt = events.reduce((latest, event) => (event.recordedAt > latest ? event.recordedAt : latest), '');
  return { events, messages, upTo: admitted.at(-1)!.upTo, recordedAt };
}

/** What a request holds so far. */
function filling(partitions: number) {
  const bytes = new Map<number, number>();
  let all = 0;
  return {
    /** Whether the message still fits, as the first always does; it is counted then. */
    takes({ key, value }: KafkaMessage): boolean {
      const size = value.length + OVERHEAD;
      const partition = partitionOf(key, partitions);
      const ofPartition = (bytes.get(partition) ?? 0) + size;
      if (all > 0 && (ofPartition > MOST_OF_PARTITION || all + size > MOST_BYTES)) return false;
      bytes.set(partition, ofPartition);
      all += size;
      return true;
    },
  };
}

/** Cuts a page into requests that a broker takes; an event larger than that goes alone. */
export function* batchesOf(
  admitted: readonly Admitted[],
  publication: Publication,
  { partitions }: Pick<TopicSettings, 'partitions'>,
): Generator<RelayBatch> {
  const messages = admitted.map(({ event }) => toMessage(event, publication));
  let start = 0;
  let request = filling(partitions);
  for (const [at, message] of messages.entries()) {
    if (request.takes(message)) continue;
    yield batchOf(admitted.slice(start, at), messages.slice(start, at));
    start = at;
    request = filling(partitions);
    request.takes(message);
  }
  if (start < messages.length) yield batchOf(admitted.slice(start), messages.slice(start));
}
