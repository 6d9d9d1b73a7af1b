import { byPosition, type Evidence, type LoggedEvent, type ModelState, type Verdict } from './evidence.ts';
import { detentionLists, foldClaims, foldDetention, foldSwap, readable } from './fold.ts';

type Fields = Readonly<Record<string, unknown>>;
interface Reported extends Fields {
  readonly claim: { readonly id: string };
}
interface ShownLeg extends Fields {
  readonly claims: readonly Reported[];
  readonly declines: readonly Reported[];
}

const countOf = ({ count }: Fields): string => {
  const given = count as { op: string; value: number } | null;
  return given ? `${given.op} ${given.value}` : 'no count';
};

/** What clients saw of a swap, in the words of the fold. */
function shownSwap(item: Fields): object {
  const said = (first: string) => (each: Reported) => `${each[first] as string} ${countOf(each)} by ${each.claim.id}`;
  return {
    reports: (item['reports'] as Reported[]).map(({ kind, claim }) => `${kind as string} ${claim.id}`),
    legs: (item['legs'] as ShownLeg[]).map(({ leg, from, to, claims, declines }) => ({
      leg,
      from,
      to,
      claims: claims.map(said('phase')),
      declines: declines.map(said('kind')),
    })),
  };
}

function shownDetention(item: Fields): object {
  const listed = [...detentionLists].map(([list, fields]) => [
    list,
    (item[list] as Reported[]).map((each) => [...fields.map((field) => each[field]), each.claim.id].join(' ')),
  ]);
  return { person: item['person'], ...(Object.fromEntries(listed) as object) };
}

function shownClaim(item: Fields): object {
  const { type, status, claimant, contestedBy, evidence } = item as Fields & {
    claimant: { id: string };
    evidence: { located?: { locator: string } }[];
  };
  return {
    type,
    status,
    claimant: claimant.id,
    contestedBy,
    said: evidence.map(({ located }) => located?.locator ?? ''),
  };
}

function compare(
  what: string,
  folded: ReadonlyMap<string, object>,
  items: readonly object[],
  shown: (item: Fields) => object,
): string[] {
  const seen = new Set<string>();
  const violations = items.flatMap((item) => {
    const id = (item as { id: string }).id;
    const expected = folded.get(id);
    if (seen.has(id)) return [`${what}: ${id} is listed twice`];
    seen.add(id);
    if (!expected) return [`${what}: ${id} is shown, but nothing in the log says so`];
    const [left, right] = [JSON.stringify(expected), JSON.stringify(shown(item as Fields))];
    return left === right ? [] : [`${what}: ${id} is not its fold: ${firstDifference(left, right)}`];
  });
  return [...violations, ...[...folded.keys()].filter((id) => !seen.has(id)).map((id) => `${what}: ${id} is missing`)];
}

function firstDifference(left: string, right: string): string {
  let at = 0;
  while (left[at] === right[at]) at += 1;
  const part = (text: string): string => text.slice(Math.max(0, at - 60), at + 60);
  return `…${part(left)}… in the log, …${part(right)}… shown`;
}

function foldOf(
  streams: ReadonlyMap<string, readonly LoggedEvent[]>,
  category: string,
  fold: (events: readonly LoggedEvent[]) => object | null,
) {
  const rows = new Map<string, object>();
  for (const [stream, events] of streams) {
    const row = stream.startsWith(`${category}-`) ? fold(events) : null;
    if (row) rows.set(stream.slice(category.length + 1), row);
  }
  return rows;
}

function checkState(log: readonly LoggedEvent[], state: ModelState): string[] {
  const streams = new Map<string, LoggedEvent[]>();
  for (const event of log) {
    if (BigInt(event.position) > BigInt(state.position)) continue;
    streams.set(event.stream, [...(streams.get(event.stream) ?? []), event]);
  }
  const read = new Map([...streams].map(([stream, events]) => [stream, readable(events)]));
  const claims = new Map([...read.values()].flatMap((events) => [...foldClaims(events)]));
  const at = `as of ${state.position}`;
  return [
    ...compare(`swaps ${at}`, foldOf(read, 'swap', foldSwap), state.swaps, shownSwap),
    ...compare(`detentions ${at}`, foldOf(read, 'detention', foldDetention), state.detentions, shownDetention),
    ...compare(`claims ${at}`, claims, state.claims, shownClaim),
  ];
}

/** I5: what clients see of the read models, now and as of earlier positions, is the fold of the log up to there; so is a replay. */
export function checkModels({ log, models, replays }: Evidence): Verdict {
  const inOrder = [...log].sort(byPosition);
  const rows = models.reduce(
    (sum, { swaps, detentions, claims }) => sum + swaps.length + detentions.length + claims.length,
    0,
  );
  const compared = replays.reduce((sum, replay) => sum + replay.rows, 0);
  const head = inOrder.at(-1)?.position ?? '0';
  const seen = [models, replays].every((each) => each.some(({ position }) => position === head));
  const unseen = seen ? [] : [`no read model was seen at the head ${head}, or none compared with a replay`];
  return {
    invariant: 'I5',
    claim: 'read models equal a fold from zero, now and as of earlier positions',
    figure: `${rows} rows at ${models.length} positions by hand, ${compared} rows at ${replays.length} positions by replay`,
    violations: [
      ...unseen,
      ...models.flatMap((state) => checkState(inOrder, state)),
      ...replays.flatMap(({ position, differences }) =>
        differences.map((each) => `replay to ${position}: ${JSON.stringify(each)}`),
      ),
    ],
  };
}
