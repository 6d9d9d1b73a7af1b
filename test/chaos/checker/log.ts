import type { Acknowledged, Invoked, Refused } from '../history.ts';
import { byPosition, type Evidence, type LoggedEvent, type PositionOrder, type Verdict } from './evidence.ts';

/** Outcomes of the commands, by key. What is in none of the two stayed unknown: it may have happened or not. */
interface Outcomes {
  readonly invoked: ReadonlyMap<string, Invoked>;
  readonly acknowledged: readonly Acknowledged[];
  readonly refused: ReadonlySet<string>;
  readonly unknown: number;
}

export function outcomesOf({ history }: Evidence): Outcomes {
  const invoked = new Map<string, Invoked>();
  const acknowledged: Acknowledged[] = [];
  const refused = new Set<string>();
  let unknown = 0;
  for (const { f, type, value } of history) {
    if (f !== 'append') continue;
    if (type === 'invoke') invoked.set((value as Invoked).key, value as Invoked);
    if (type === 'ok') acknowledged.push(value as Acknowledged);
    if (type === 'fail') refused.add((value as Refused).key);
    if (type === 'info') unknown += 1;
  }
  for (const { key } of acknowledged) refused.delete(key);
  return { invoked, acknowledged, refused, unknown };
}

function missing({ key, answer }: Acknowledged, at: ReadonlyMap<string, LoggedEvent>): string[] {
  const { stream, position, events } = answer;
  if (events.at(-1)?.position !== position)
    return [`${key}: the answer names ${position}, not where its last event stands`];
  return events.flatMap((named) => {
    const stands = at.get(named.position);
    const told = `${key}: ${named.id} of ${stream} was acknowledged at ${named.position}`;
    if (!stands) return [`${told}, where nothing stands`];
    if (stands.id !== named.id || stands.stream !== stream || stands.type !== named.type)
      return [`${told}, where ${stands.id} of ${stands.stream} stands`];
    return JSON.stringify(stands.data).includes(key)
      ? []
      : [`${told}, and the event there does not hold what was said`];
  });
}

/** I1: every acknowledged command is in the log, at the place it was told. */
export function checkAcknowledged(evidence: Evidence): Verdict {
  const { acknowledged, invoked, unknown } = outcomesOf(evidence);
  const at = new Map(evidence.log.map((event) => [event.position, event]));
  return {
    invariant: 'I1',
    claim: 'every acknowledged command is in the log at the returned position',
    figure: `${acknowledged.length} acknowledged of ${invoked.size} commands, ${unknown} outcomes unknown at first`,
    violations: acknowledged.flatMap((each) => missing(each, at)),
  };
}

/** I2: no command has more than one effect, a refused one has none, and nothing is in the log that nobody sent. */
export function checkEffects(evidence: Evidence): Verdict {
  const { invoked, refused } = outcomesOf(evidence);
  const effects = new Map<string, LoggedEvent[]>();
  for (const event of evidence.log) {
    const { commandId } = event.metadata;
    effects.set(commandId, [...(effects.get(commandId) ?? []), event]);
  }
  const violations: string[] = [];
  for (const [key, events] of effects) {
    const places = events.map(({ stream, position }) => `${stream} at ${position}`).join(', ');
    // Each command of the workload leads to exactly one event.
    if (events.length > 1) violations.push(`doubled: ${key} stands ${events.length} times: ${places}`);
    if (!invoked.has(key)) violations.push(`nobody sent ${key}: ${places}`);
    if (refused.has(key)) violations.push(`refused, but in the log: ${key}: ${places}`);
  }
  const repeated = evidence.history.filter(({ f, type }) => f === 'append' && type === 'invoke').length - invoked.size;
  return {
    invariant: 'I2',
    claim: 'each command has at most one effect, a refused one none',
    figure: `${effects.size} commands with an effect, ${refused.size} refused, ${repeated} repeats`,
    violations,
  };
}

function misplaced(position: string, before: string | undefined, index: number, order: PositionOrder): string[] {
  if (order === 'counted') return position === String(index + 1) ? [] : [`position ${position} is the ${index + 1}th`];
  return BigInt(position) > BigInt(before ?? '0') ? [] : [`position ${position} comes behind ${before ?? '0'}`];
}

function holes(log: readonly LoggedEvent[], order: PositionOrder): string[] {
  const next = new Map<string, number>();
  return log.flatMap(({ stream, revision, position }, index) => {
    const expected = next.get(stream) ?? 0;
    next.set(stream, revision + 1);
    return [
      ...misplaced(position, log[index - 1]?.position, index, order),
      ...(revision === expected ? [] : [`${stream} has revision ${revision} at ${position} where ${expected} belongs`]),
    ];
  });
}

/** I3: the revisions of each stream run without hole or double, positions as promised, and the interface shows the log as it is. */
export function checkOrder({ log, shown, order = 'counted' }: Evidence): Verdict {
  const inOrder = order === 'counted' ? [...log].sort(byPosition) : log;
  const differs = inOrder.findIndex(
    ({ id, position }, index) => shown[index]?.id !== id || shown[index]?.position !== position,
  );
  const said = `the interface shows ${shown[differs]?.id ?? 'nothing'} where the log holds ${inOrder[differs]?.id ?? 'nothing'}`;
  return {
    invariant: 'I3',
    claim: 'revisions of a stream and positions run without hole or double',
    figure: `${log.length} events in ${new Set(log.map(({ stream }) => stream)).size} streams`,
    violations: [...holes(inOrder, order), ...(differs >= 0 || shown.length !== log.length ? [said] : [])],
  };
}
