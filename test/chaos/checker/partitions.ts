import type { Bus, BusMessage, Evidence, LoggedEvent, Verdict } from './evidence.ts';

/** What the tables of a generation that follows partitions say in one snapshot. Positions and offsets as the tables hold them. */
export interface PartitionStanding {
  /** When the server started: its crash may take back what was not yet flushed of the read models. */
  readonly server: string;
  readonly generation: number;
  /** The position up to which everything is in the rows, as queries are told. */
  readonly complete: string;
  /** What the relay says has been acknowledged. */
  readonly published: { readonly incarnation: string; readonly position: string } | null;
  /** The next offset of each partition. */
  readonly partitions: readonly { readonly partition: number; readonly incarnation: string; readonly next: string }[];
  /** The last revision in the rows, of the streams where it is another than at the look before; −1 where there is none any more. */
  readonly heads: Readonly<Record<string, number>>;
  /** The first revision that waits, of each stream that stands still. */
  readonly parked: Readonly<Record<string, number>>;
}

const less = (left: string, right: string): boolean => BigInt(left) < BigInt(right);

/** Goes over messages or events in order as a checkpoint does, and back to the beginning where that has gone back. */
function follower<Item>(
  items: readonly Item[],
  placeOf: (item: Item) => bigint,
  take: (item: Item, heads: Map<string, number>) => void,
) {
  let next = 0;
  const heads = new Map<string, number>();
  return (upTo: bigint): ReadonlyMap<string, number> => {
    if (next > 0 && placeOf(items[next - 1]!) >= upTo) {
      next = 0;
      heads.clear();
    }
    for (; next < items.length && placeOf(items[next]!) < upTo; next += 1) take(items[next]!, heads);
    return heads;
  };
}

/** The heads that a partition's messages lead to, if each stream's revisions count only in their order. */
const headsBehind = (messages: readonly BusMessage[]) =>
  follower(
    messages,
    ({ offset }) => BigInt(offset),
    ({ key, headers }, heads) => {
      const revision = Number(headers['ce_revision']);
      if (key !== null && revision === (heads.get(key) ?? -1) + 1) heads.set(key, revision);
    },
  );

const headsInLog = (log: readonly LoggedEvent[]) =>
  follower(
    log,
    ({ position }) => BigInt(position),
    ({ stream, revision }, heads) => heads.set(stream, revision),
  );

/** A stream that stands still does so before the first event that waits. */
const due = (stream: string, revision: number, parked: PartitionStanding['parked']): number =>
  Math.min(revision, (parked[stream] ?? Infinity) - 1);

/** Judges looks in turn. */
function watcher({ messages, incarnation }: Bus, log: readonly LoggedEvent[]) {
  const ofPartition = new Map<number, ReturnType<typeof headsBehind>>();
  const behindOffset = (partition: number, next: string): ReadonlyMap<string, number> => {
    const own = messages.filter((message) => message.partition === partition);
    const known = ofPartition.get(partition) ?? headsBehind(own);
    ofPartition.set(partition, known);
    return known(BigInt(next));
  };
  const upTo = headsInLog(log);
  const end = log.at(-1)?.position ?? '0';
  const heads = new Map<string, number>();
  /** Streams that stood still once: whoever sets them free reads the log, so their rows may be further than their partition. */
  const freed = new Set<string>();
  let before: PartitionStanding | undefined;
  let begunAnew = false;

  function torn({ partitions, parked }: PartitionStanding): string[] {
    return partitions.flatMap(({ partition, incarnation: followed, next }) => {
      if (followed !== incarnation) return [];
      const place = `offset ${next} of partition ${partition}`;
      return [...behindOffset(partition, next)].flatMap(([stream, delivered]) => {
        const head = heads.get(stream) ?? -1;
        const wanted = due(stream, delivered, parked);
        if (head === wanted) return [];
        if (head > wanted && (begunAnew || freed.has(stream))) return [];
        const how = head < wanted ? 'ahead of' : 'behind';
        return [`${place} is ${how} the rows of ${stream}: ${head} where ${wanted} belongs`];
      });
    });
  }

  /** Rows of streams of which no message stands before the offsets. */
  function unaccounted({ partitions }: PartitionStanding): string[] {
    if (begunAnew || partitions.some(({ incarnation: followed }) => followed !== incarnation)) return [];
    const known = partitions.map(({ partition, next }) => behindOffset(partition, next));
    return [...heads.keys()]
      .filter((stream) => !freed.has(stream) && !known.some((each) => each.has(stream)))
      .map((stream) => `the offsets are behind the rows of ${stream}: nothing of it stands before them`);
  }

  function incomplete({ complete, parked }: PartitionStanding): string[] {
    if (less(end, complete)) return [`complete up to ${complete}, but the log ends at ${end}`];
    return [...upTo(BigInt(complete) + 1n)]
      .filter(([stream, revision]) => (heads.get(stream) ?? -1) < due(stream, revision, parked))
      .map(([stream, revision]) => `complete up to ${complete} without ${stream} ${revision}`);
  }

  function back(now: PartitionStanding): string[] {
    if (before?.server !== now.server || before.generation !== now.generation) return [];
    const places = new Map(before.partitions.map((each) => [`${each.partition} ${each.incarnation}`, each.next]));
    const offsets = now.partitions.flatMap(({ partition, incarnation: followed, next }) => {
      const then = places.get(`${partition} ${followed}`);
      return then !== undefined && less(next, then) ? [`partition ${partition} went back from ${then} to ${next}`] : [];
    });
    const { published: then } = before;
    const sameTopic = then && now.published?.incarnation === then.incarnation;
    return [
      ...offsets,
      ...(less(now.complete, before.complete)
        ? [`the complete position fell from ${before.complete} to ${now.complete}`]
        : []),
      ...(sameTopic && less(now.published.position, then.position)
        ? [`the relay went back from ${then.position} to ${now.published.position}`]
        : []),
    ];
  }

  return (now: PartitionStanding): string[] => {
    for (const [stream, revision] of Object.entries(now.heads)) {
      if (revision < 0) heads.delete(stream);
      else heads.set(stream, revision);
    }
    for (const stream of Object.keys(now.parked)) freed.add(stream);
    begunAnew ||= now.partitions.some(({ incarnation: followed }) => followed !== incarnation);
    const faults = [...back(now), ...torn(now), ...unaccounted(now), ...incomplete(now)];
    before = now;
    return faults;
  };
}

/** I6 where partitions are followed: no place goes back or runs ahead of the rows, nor behind them; what is complete is, and stays so. */
export function checkPartitions({ history, log, bus }: Evidence): Verdict {
  const looks = history
    .filter(({ process, type }) => process === 'checkpoints' && type === 'ok')
    .map(({ value }) => value as PartitionStanding);
  const servers = new Set(looks.map(({ server }) => server)).size;
  const followed = looks.filter(({ partitions }) => partitions.length > 0).length;
  const topics = new Set(looks.map(({ published }) => published?.incarnation)).size;
  const judge = bus && watcher(bus, log);
  return {
    invariant: 'I6',
    claim: 'offsets and the complete position never go back, and never run ahead of the rows, nor behind them',
    figure: `${looks.length} looks at ${servers} runs of the server and ${topics} lives of the topic`,
    violations: judge && followed > 0 ? looks.flatMap(judge) : ['nobody looked'],
  };
}
