/** An event as far as the checks look at it. `position` as the store numbers it. */
export interface Place {
  readonly id: string;
  readonly stream: string;
  readonly revision: number;
  readonly position: string;
}

/** What must hold of a log after any fault, judged without the code that wrote it. Returns what is broken. */
export function checkLog(
  log: readonly Place[],
  acknowledged: readonly Place[],
  { densePositions = true }: { densePositions?: boolean } = {},
): string[] {
  const positions = densePositions ? positionHoles(log) : positionsTwice(log);
  return [...missing(log, acknowledged), ...doubled(log), ...positions, ...revisionHoles(log)];
}

/** What must hold of a reader: it met every event up to where it is, once, and never went back. */
export function checkReader(log: readonly Place[], seen: readonly Place[]): string[] {
  const met = new Set(seen.map((event) => event.id));
  const furthest = seen.reduce((most, { position }) => (BigInt(position) > most ? BigInt(position) : most), 0n);
  const skipped = log.filter((event) => BigInt(event.position) <= furthest && !met.has(event.id));
  const back = seen.filter(
    (event, index) => index > 0 && BigInt(event.position) <= BigInt(seen[index - 1]?.position ?? 0),
  );
  return [
    ...skipped.map((event) => `skipped: ${event.id} at ${event.position}`),
    ...back.map((event) => `went back: ${event.id} at ${event.position}`),
  ];
}

function missing(log: readonly Place[], acknowledged: readonly Place[]): string[] {
  const byId = new Map(log.map((event) => [event.id, event]));
  const spelled = ({ stream, revision, position }: Place): string => `${stream} ${revision} at ${position}`;
  return acknowledged.flatMap((event) => {
    const stands = byId.get(event.id);
    if (!stands) return [`lost: ${event.id}`];
    return spelled(stands) === spelled(event)
      ? []
      : [`moved: ${event.id}, ${spelled(event)} stands as ${spelled(stands)}`];
  });
}

function doubled(log: readonly Place[]): string[] {
  const ids = new Set<string>();
  return log.flatMap(({ id }) => (ids.has(id) ? [`doubled: ${id}`] : (ids.add(id), [])));
}

function positionHoles(log: readonly Place[]): string[] {
  const inOrder = [...log].sort((left, right) => (BigInt(left.position) < BigInt(right.position) ? -1 : 1));
  return inOrder.flatMap(({ position }, index) =>
    position === String(index + 1) ? [] : [`position ${position} is the ${index + 1}th`],
  );
}

function positionsTwice(log: readonly Place[]): string[] {
  const given = new Set<string>();
  return log.flatMap(({ position }) =>
    given.has(position) ? [`position ${position} is given twice`] : (given.add(position), []),
  );
}

function revisionHoles(log: readonly Place[]): string[] {
  const next = new Map<string, number>();
  const inOrder = [...log].sort((left, right) => (BigInt(left.position) < BigInt(right.position) ? -1 : 1));
  return inOrder.flatMap(({ stream, revision }) => {
    const expected = next.get(stream) ?? 0;
    next.set(stream, revision + 1);
    return revision === expected ? [] : [`${stream} has revision ${revision} where ${expected} belongs`];
  });
}
