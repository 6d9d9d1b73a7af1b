import type { LoggedEvent } from './evidence.ts';

/**
 * What a stream says, folded by hand from DOMAIN 3 to 5 and from nothing of the product: a correction stands in the original's place,
 * what was retracted or withdrawn is gone, every other report stands beside the others, and each claim remembers what became of it.
 */

/** A type that no version of the register knows: whoever folds stops there, for this stream. */
export const UNKNOWN_TYPE = 'ParcelReported';

type Data = Readonly<Record<string, unknown>>;
interface Made {
  readonly evidence: readonly { readonly source: string; readonly located?: { readonly locator: string } }[];
  readonly claimant: { readonly id: string };
}
interface Slot {
  readonly leg: string;
  readonly from: string | null;
  readonly to: string | null;
}

/** The events that can be read, up to the first that cannot. */
export function readable(events: readonly LoggedEvent[]): readonly LoggedEvent[] {
  const stop = events.findIndex(({ type }) => type === UNKNOWN_TYPE);
  return stop === -1 ? events : events.slice(0, stop);
}

/** The events as they read now: corrected in place, without what was retracted or withdrawn. */
export function effective(events: readonly LoggedEvent[]): readonly LoggedEvent[] {
  const standing = new Map<string, LoggedEvent>();
  for (const event of events) {
    const target = event.data['target'] as string;
    if (event.type === 'ClaimWithdrawn' || event.type === 'ClaimRetracted') standing.delete(target);
    else if (event.type === 'ClaimCorrected') {
      const original = standing.get(target);
      if (original) standing.set(target, { ...original, data: event.data['report'] as Data });
    } else standing.set(event.id, event);
  }
  return [...standing.values()];
}

const ABOUT_CLAIMS = new Set(['ClaimContested', 'EvidenceAdded']);
/** A row begins with what says something of its subject. */
const saysSomething = (events: readonly LoggedEvent[]): boolean => events.some(({ type }) => !ABOUT_CLAIMS.has(type));

const countOf = (data: Data): string => {
  const count = data['count'] as { op: string; value: number } | null;
  return count ? `${count.op} ${count.value}` : 'no count';
};

/** A swap: its reports, its slots in the order they were first named, and what is said of each. Null where nothing is left. */
export function foldSwap(events: readonly LoggedEvent[]): object | null {
  const standing = effective(events);
  if (!saysSomething(standing)) return null;
  const legs = new Map<string, { slot: Slot; claims: string[]; declines: string[] }>();
  const reports: string[] = [];
  const name = ({ leg, from, to }: Slot) => {
    const known = legs.get(leg) ?? { slot: { leg, from, to }, claims: [], declines: [] };
    legs.set(leg, known);
    return known;
  };
  for (const { id, type, data } of standing) {
    if (type === 'SwapRecorded') {
      reports.push(`recorded ${id}`);
      for (const slot of data['legs'] as Slot[]) name(slot);
    }
    if (type === 'LegReported')
      name(data as unknown as Slot).claims.push(`${data['phase'] as string} ${countOf(data)} by ${id}`);
    if (type === 'DeclineReported')
      legs.get(data['leg'] as string)?.declines.push(`${data['kind'] as string} ${countOf(data)} by ${id}`);
  }
  return { reports, legs: [...legs.values()].map(({ slot, claims, declines }) => ({ ...slot, claims, declines })) };
}

/** The lists of a detention, what goes into each, and how one of its entries is spelled. */
const lists: Readonly<Record<string, readonly [list: string, fields: readonly string[]]>> = {
  DetentionReported: ['reports', ['holder']],
  TransferReported: ['transfers', ['to']],
  ChargeReported: ['charges', ['status']],
  SentenceReported: ['sentences', ['status', 'term']],
  CustodyStanceReported: ['custodyStances', ['stance', 'holder']],
  ReleaseReported: ['ends', ['mode', 'swap']],
};
export const detentionLists = new Map(Object.values(lists));

/** A custody episode: every report beside the others. Null where nothing is left. */
export function foldDetention(events: readonly LoggedEvent[]): object | null {
  const standing = effective(events);
  if (!saysSomething(standing)) return null;
  const folded = new Map<string, string[]>([...detentionLists.keys()].map((list) => [list, []]));
  for (const { id, type, data } of standing) {
    const [list, fields] = lists[type] ?? [];
    if (list) folded.get(list)!.push([...fields!.map((field) => data[field]), id].join(' '));
  }
  const person = standing.find(({ type }) => type === 'DetentionReported')?.data['person'] ?? null;
  return { person, ...Object.fromEntries(folded) };
}

const locators = ({ evidence }: Pick<Made, 'evidence'>): string[] =>
  evidence.map(({ located }) => located?.locator ?? '');

/** Every claim of a stream by id: its status, who contests it, where it was said. */
export function foldClaims(events: readonly LoggedEvent[]): ReadonlyMap<string, object> {
  const claims = new Map<
    string,
    { type: string; status: string; claimant: string; contestedBy: string[]; said: string[]; added: string[] }
  >();
  for (const { id, type, data } of events) {
    const made = data['claim'] as Made | undefined;
    const target = claims.get(data['target'] as string);
    if (made)
      claims.set(id, {
        type,
        status: 'standing',
        claimant: made.claimant.id,
        contestedBy: [],
        said: locators(made),
        added: [],
      });
    if (!target) continue;
    if (type === 'ClaimContested') target.contestedBy.push(id);
    if (type === 'EvidenceAdded') target.added.push(...locators(data as unknown as Made));
    if (type === 'ClaimWithdrawn') target.status = 'withdrawn';
    if (type === 'ClaimRetracted') target.status = 'retracted';
    if (type !== 'ClaimCorrected') continue;
    const report = (data['report'] as { claim: Made }).claim;
    Object.assign(target, { status: 'corrected', claimant: report.claimant.id, said: locators(report) });
  }
  return new Map([...claims].map(([id, { said, added, ...rest }]) => [id, { ...rest, said: [...said, ...added] }]));
}
