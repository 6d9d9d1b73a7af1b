import type { BoundedCount, Claimant } from '#libs/contracts';
import { amountOf } from './amounts.ts';
import type { Account, Amount, CountedClaim, Grade } from './types.ts';

/** A claim as it is computed with. */
export interface Statement {
  readonly claim: string;
  readonly claimant: Claimant;
  readonly sources: readonly string[];
  readonly amount: Amount;
  readonly op: BoundedCount['op'];
  readonly unit: BoundedCount['unit'];
  /** Whether the claimant is certain of it. */
  readonly sure: boolean;
}

/** The claims that state one number, found by who says so and where. */
export interface Group {
  readonly statements: readonly Statement[];
  readonly claims: readonly string[];
  /** The wordings of their units. */
  readonly units: readonly string[];
  readonly bySource: ReadonlyMap<string, readonly Statement[]>;
  readonly byClaimant: ReadonlyMap<string, readonly Statement[]>;
}

export const byText = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
export const distinct = (texts: Iterable<string>): string[] => [...new Set(texts)].sort(byText);
export const claimantKey = ({ kind, id }: Claimant): string => `${kind}:${id}`;

export function statementOf(claim: CountedClaim, count: BoundedCount): Statement {
  const { claim: id, claimant, sources } = claim;
  const sure = claim.stance === undefined || claim.stance.endsWith('-certain');
  return { claim: id, claimant, sources, amount: amountOf(count), op: count.op, unit: count.unit, sure };
}

export const isDenied = ({ stance }: CountedClaim): boolean => stance !== undefined && stance.startsWith('false');

/** Items under each of their keys, in the order given. */
export function indexed<Item>(items: Iterable<Item>, keysOf: (item: Item) => readonly string[]): Map<string, Item[]> {
  const found = new Map<string, Item[]>();
  for (const item of items)
    for (const key of keysOf(item)) {
      const known = found.get(key);
      if (known) known.push(item);
      else found.set(key, [item]);
    }
  return found;
}

export function groupOf(statements: readonly Statement[]): Group {
  const sorted = [...statements].sort((one, other) => byText(one.claim, other.claim));
  const bySource = indexed(sorted, ({ sources }) => distinct(sources));
  const byClaimant = indexed(sorted, ({ claimant }) => [claimantKey(claimant)]);
  const claims = distinct(sorted.map(({ claim }) => claim));
  const units = distinct(sorted.map(({ unit }) => unit.asWritten));
  return { statements: sorted, claims, units, bySource, byClaimant };
}

type Voices = 'bySource' | 'byClaimant';

/** Who alone states every one of the numbers. Starts from the group with the fewest voices, so hundreds of claims stay cheap. */
function commonVoices(groups: readonly Group[], voices: Voices): string[] {
  const fewest = groups.reduce((least, group) => (group[voices].size < least[voices].size ? group : least));
  return [...fewest[voices].keys()].filter((voice) => groups.every((group) => group[voices].has(voice))).sort(byText);
}

const claimsOfVoice = (groups: readonly Group[], voices: Voices, voice: string): string[] =>
  distinct(groups.flatMap((group) => group[voices].get(voice)!.map(({ claim }) => claim)));

const isSureIn = ({ statements }: Group, claims: ReadonlySet<string> | null): boolean =>
  statements.some(({ claim, sure }) => sure && (claims === null || claims.has(claim)));

/** Whether somebody is certain of every number; where one account states them all, whether such an account is. */
export function isCertain(groups: readonly Group[], accounts: readonly Account[]): boolean {
  if (accounts.length === 0) return groups.every((group) => isSureIn(group, null));
  const of = accounts.map(({ claims }) => new Set(claims));
  return of.some((claims) => groups.every((group) => isSureIn(group, claims)));
}

/** The best grade that one claim for each number allows, with every account that has it. */
export function gradeOf(groups: readonly Group[]): { readonly grade: Grade; readonly accounts: readonly Account[] } {
  const sources = commonVoices(groups, 'bySource');
  if (sources.length > 0) {
    const accounts = sources.map((source) => ({
      source,
      claimant: null,
      claims: claimsOfVoice(groups, 'bySource', source),
    }));
    return { grade: 'sameSource', accounts };
  }
  const claimants = commonVoices(groups, 'byClaimant');
  if (claimants.length === 0) return { grade: 'mixed', accounts: [] };
  const accounts = claimants.map((key) => ({
    source: null,
    claimant: groups[0]!.byClaimant.get(key)![0]!.claimant,
    claims: claimsOfVoice(groups, 'byClaimant', key),
  }));
  return { grade: 'sameClaimant', accounts };
}
