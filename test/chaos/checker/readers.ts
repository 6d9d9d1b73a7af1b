import { byPosition, type Evidence, type LoggedEvent, type Verdict } from './evidence.ts';

type Place = Pick<LoggedEvent, 'id' | 'stream' | 'revision' | 'position'>;

const spelled = ({ id, stream, revision, position }: Place): string => `${id} of ${stream} ${revision} at ${position}`;

/** A reader must have met exactly the events of its streams, in order, each once, to the end of the log. */
function checkReader(name: string, wanted: readonly LoggedEvent[], met: readonly Place[]): string[] {
  const violations: string[] = [];
  let at = 0;
  for (const place of met) {
    const expected = wanted[at];
    if (expected && spelled(expected) === spelled(place)) {
      at += 1;
      continue;
    }
    const found = wanted.findIndex((event) => spelled(event) === spelled(place));
    if (found === -1) violations.push(`${name}: met ${spelled(place)}, which the log does not hold`);
    else if (found < at) violations.push(`${name}: met again ${spelled(place)}`);
    else {
      violations.push(...wanted.slice(at, found).map((event) => `${name}: skipped ${spelled(event)}`));
      at = found + 1;
    }
  }
  return [
    ...violations,
    ...(at < wanted.length ? [`${name}: never met the last ${wanted.length - at}, from ${spelled(wanted[at]!)}`] : []),
  ];
}

/** I4: no event ever appears below a position that a reader has passed; over all reconnections nothing is missed or doubled. */
export function checkReaders({ log, history, readers }: Evidence): Verdict {
  const inOrder = [...log].sort(byPosition);
  const named = Object.entries(readers);
  const read = history.filter(({ f, type }) => f === 'read' && type === 'ok');
  const cut = history.filter(({ f, type }) => f === 'read' && type === 'info').length;
  return {
    invariant: 'I4',
    claim: 'readers meet every event once and in order, over all reconnections',
    figure: `${read.length} events to ${named.length} readers, ${cut} connections lost or refused`,
    violations: named.flatMap(([name, prefix]) => {
      const wanted = prefix === null ? inOrder : inOrder.filter(({ stream }) => stream.startsWith(prefix));
      const met = read.filter(({ process }) => process === name).map(({ value }) => value as Place);
      return checkReader(name, wanted, met);
    }),
  };
}
