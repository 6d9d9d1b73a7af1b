import type { Bus, BusMessage, Evidence, LoggedEvent, Verdict } from './evidence.ts';

const placeOf = ({ partition, offset }: BusMessage): string => `${partition}/${offset}`;

/** Text that is the same whatever order the members of objects come in. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([left], [right]) => (left < right ? -1 : 1)))
      : part,
  );

function parsed(text: string | null): unknown {
  try {
    return text === null ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What the message says of its event against what the log holds. */
function told(message: BusMessage, event: LoggedEvent): string[] {
  const { headers, value } = message;
  const pairs: [name: string, found: string | undefined, wanted: string][] = [
    ['id', headers['ce_id'], event.id],
    ['type', /^afa\.(.+)\.v\d+$/.exec(headers['ce_type'] ?? '')?.[1], event.type],
    ['position', headers['ce_position'], event.position],
    ['command', headers['ce_commandid'], event.metadata.commandId],
    ['subject', headers['ce_subject'], event.stream],
    ['data', canonical(parsed(value)), canonical(event.data)],
  ];
  return pairs
    .filter(([, found, wanted]) => found !== wanted)
    .map(([name]) => `${placeOf(message)}: ${name} of ${event.stream} ${event.revision} is not what the log holds`);
}

/** The same message again: only the topic it was published to may have begun anew. */
function sameAgain(message: BusMessage): string {
  const { ce_incarnation: _topic, ...headers } = message.headers;
  return `${message.value}${canonical(headers)}`;
}

interface Key {
  readonly partition: number;
  /** First occurrences, by revision. */
  readonly first: BusMessage[];
}

/** The messages of one incarnation, key by key: first occurrences in order, everything else a repeat of one of them. */
function ordered(messages: readonly BusMessage[]): {
  keys: ReadonlyMap<string, Key>;
  repeats: number;
  faults: string[];
} {
  const keys = new Map<string, Key>();
  const faults: string[] = [];
  let repeats = 0;
  for (const message of messages) {
    const stream = message.key ?? '';
    const key = keys.get(stream) ?? { partition: message.partition, first: [] };
    keys.set(stream, key);
    const revision = Number(message.headers['ce_revision'] ?? Number.NaN);
    const before = key.first[revision];
    const at = `${placeOf(message)}: ${stream} ${revision}`;
    if (key.partition !== message.partition) faults.push(`${at} lies beside partition ${key.partition} of its key`);
    if (before) {
      repeats += 1;
      if (sameAgain(before) !== sameAgain(message)) faults.push(`${at} is another than at ${placeOf(before)}`);
    } else if (revision === key.first.length) key.first.push(message);
    else faults.push(`${at} first comes where ${key.first.length} belongs`);
  }
  return { keys, repeats, faults };
}

function missing(log: readonly LoggedEvent[], keys: ReadonlyMap<string, Key>): string[] {
  const faults = log.flatMap((event) => {
    const message = keys.get(event.stream)?.first[event.revision];
    return message
      ? told(message, event)
      : [`${event.stream} ${event.revision} of ${event.position} is not on the bus`];
  });
  const lengths = new Map<string, number>();
  for (const { stream } of log) lengths.set(stream, (lengths.get(stream) ?? 0) + 1);
  const more = [...keys].filter(([stream, { first }]) => first.length > (lengths.get(stream) ?? 0));
  return [...faults, ...more.map(([stream]) => `${stream} has more on the bus than in the log`)];
}

/** What had been acknowledged up to a position must lie before the offsets that were noted with it. */
function early(log: readonly LoggedEvent[], keys: ReadonlyMap<string, Key>, { marks, published }: Bus): string[] {
  const rising = [...marks, published].sort((left, right) => (BigInt(left.position) < BigInt(right.position) ? -1 : 1));
  let next = 0;
  const highest = new Map<number, bigint>();
  return rising.flatMap(({ position, offsets }) => {
    for (; next < log.length && BigInt(log[next]!.position) <= BigInt(position); next += 1) {
      const { stream, revision } = log[next]!;
      const message = keys.get(stream)?.first[revision];
      const offset = message ? BigInt(message.offset) : 2n ** 63n;
      const partition = message?.partition ?? 0;
      if (offset > (highest.get(partition) ?? -1n)) highest.set(partition, offset);
    }
    return [...highest]
      .filter(([partition, offset]) => offset >= BigInt(offsets[partition] ?? '0'))
      .map(
        ([partition]) =>
          `the relay noted ${position} at ${offsets[partition]} of partition ${partition}, before it was there`,
      );
  });
}

/** I7: on the bus each key is an ordered log without a hole, equal to its stream; repeats are identical; the relay notes what is there. */
export function checkBus({ log, bus }: Evidence): Verdict {
  const messages = bus?.messages ?? [];
  const current = messages.filter(({ headers }) => headers['ce_incarnation'] === bus?.incarnation);
  const { keys, repeats, faults } = ordered(current);
  return {
    invariant: 'I7',
    claim: 'on the bus each key is its stream, in order and without a hole, repeats identical',
    figure: `${current.length} messages in ${keys.size} keys, ${repeats} repeats, ${bus?.marks.length ?? 0} marks of the relay`,
    violations: bus ? [...faults, ...missing(log, keys), ...early(log, keys, bus)] : ['nobody looked at the bus'],
  };
}
