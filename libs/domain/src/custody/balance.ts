import type { Certainty } from '#libs/contracts';
import type { DayBounds } from '../dates/bounds.ts';
import { neighbour, readDay, written } from '../dates/calendar.ts';
import type { EstimateClaim } from '../reconciliation/types.ts';
import { accountStates, type AskedRange, type CustodyReport } from './account.ts';
import { certainlyAfter, certainlyBy, LAST_DAY, possiblyBy } from './days.ts';

/** One custody episode with every account of it. */
export interface Episode {
  readonly detention: string;
  /** The same for all ids that are one person; null where a group is held. */
  readonly person: string | null;
  readonly group: string | null;
  readonly accounts: readonly (readonly CustodyReport[])[];
}

/** A count of those held by the holder, or a part of one, with the days from which it is said. */
export interface BalanceEstimate extends EstimateClaim {
  /** The category of a breakdown that `count` is of; null where it is the whole. */
  readonly part: string | null;
  readonly since: DayBounds;
  /** Equal for estimates of the same scope, inclusion rule, part and kind of unit: only these are compared. */
  readonly scopeKey: string;
}

export interface InCustody {
  readonly detention: string;
  readonly person: string | null;
  readonly group: string | null;
  readonly certainty: Certainty;
  /** Whoever some account names as holder; several where accounts differ, none where no account names one. */
  readonly holders: readonly string[];
  readonly claims: readonly string[];
}

export interface EstimateOnDay {
  readonly estimate: BalanceEstimate;
  readonly certainty: Certainty;
  readonly lastReported: DayBounds | null;
}

export interface Bound {
  readonly value: number;
  readonly claims: readonly string[];
}

export interface ScopeOnDay {
  readonly estimates: readonly EstimateOnDay[];
  readonly lower: Bound | null;
  readonly upper: Bound | null;
}

/** What is said over days on which nothing changes: `from` included, `to` not; null is open. */
export interface BalanceOnDays {
  readonly from: string | null;
  readonly to: string | null;
  readonly held: readonly InCustody[];
  readonly scopes: readonly ScopeOnDay[];
}

/** Before every day that can be written. */
const BEFORE_ALL = '';

const changesOf = (days: readonly DayBounds[]): (string | null)[] =>
  days.flatMap(({ earliest, latest }) => [earliest, latest]);

function heldOn({ detention, person, group, accounts }: Episode, holder: string | null, day: string): InCustody | null {
  const states = accounts
    .flatMap((reports) => accountStates(reports, { first: day, last: day }))
    .filter((state) => state.status === 'held' && (holder === null || state.holder === holder));
  if (states.length === 0) return null;
  const certainty = states.some((state) => state.certainty === 'certain') ? 'certain' : 'possible';
  const holders = [...new Set(states.flatMap((state) => state.holder ?? []))].sort();
  return { detention, person, group, certainty, holders, claims: [...new Set(states.flatMap(({ claims }) => claims))] };
}

const sameClaimant = (one: EstimateClaim, other: EstimateClaim): boolean =>
  one.claimant.kind === other.claimant.kind && one.claimant.id === other.claimant.id;

/** A claimant's later estimate of the same scope takes the place of the earlier one. */
function estimatesOn(estimates: readonly BalanceEstimate[], day: string): EstimateOnDay[] {
  const said = estimates.filter(({ since }) => possiblyBy(since, day));
  const replaced = (estimate: BalanceEstimate): boolean =>
    said.some(
      (other) =>
        other.scopeKey === estimate.scopeKey &&
        sameClaimant(other, estimate) &&
        certainlyBy(other.since, day) &&
        certainlyAfter(other.since, estimate.since),
    );
  return said
    .filter((estimate) => !replaced(estimate))
    .map((estimate) => ({
      estimate,
      certainty: certainlyBy(estimate.since, day) ? 'certain' : 'possible',
      lastReported: estimate.since.latest !== null && estimate.since.latest >= day ? null : estimate.since,
    }));
}

const claimsAt = (estimates: readonly BalanceEstimate[], side: 'low' | 'high', value: number): string[] =>
  estimates.filter(({ count }) => count?.[side] === value).map(({ claim }) => claim);

/** Words that name no number bound nothing, and are no zero. */
const namesNumber = ({ count }: BalanceEstimate): boolean =>
  count !== null && (count.low !== null || count.best !== null || count.high !== null);

function boundsOf(onDay: readonly EstimateOnDay[]): Pick<ScopeOnDay, 'lower' | 'upper'> {
  const stated = onDay.map(({ estimate }) => estimate).filter(namesNumber);
  const lows = stated.flatMap(({ count }) => count!.low ?? []);
  const highs = stated.map(({ count }) => count!.high);
  const least = lows.length === 0 ? null : Math.min(...lows);
  const most = highs.length === 0 || highs.includes(null) ? null : Math.max(...(highs as number[]));
  return {
    lower: least === null ? null : { value: least, claims: claimsAt(stated, 'low', least) },
    upper: most === null ? null : { value: most, claims: claimsAt(stated, 'high', most) },
  };
}

function scopesOn(estimates: readonly BalanceEstimate[], day: string): ScopeOnDay[] {
  const byScope = new Map<string, EstimateOnDay[]>();
  for (const each of estimatesOn(estimates, day)) {
    const alike = byScope.get(each.estimate.scopeKey) ?? [];
    byScope.set(each.estimate.scopeKey, [...alike, each]);
  }
  return [...byScope.values()].map((alike) => ({ estimates: alike, ...boundsOf(alike) }));
}

export interface BalanceQuestion {
  /** null: whoever holds. */
  readonly holder: string | null;
  readonly episodes: readonly Episode[];
  /** Those on this holder, of claims that stand and are not denied. */
  readonly estimates: readonly BalanceEstimate[];
  /** null: from before the first report to behind the last. */
  readonly asked: AskedRange | null;
}

/**
 * The custody balance of one holder, or of all, over time (DOMAIN 7): stretches of days, in order, on which the same is said. Named persons and groups come
 * from custody (any account that says the holder holds them); the bounds of each scope are the lowest low and the highest high of the
 * estimates carried forward to that day, each with the claims that make it. Nothing is added up, and where nobody says anything there is nothing.
 *
 * Cost: for e episodes with r reports each, e·r evaluations of r reports; m estimates on t stretches are m²·t comparisons.
 */
export function balanceOf({ holder, episodes, estimates, asked }: BalanceQuestion): BalanceOnDays[] {
  const days = episodes.map(({ accounts }) => new Set(changesOf(accounts.flat().map(({ since }) => since))));
  const begin = asked?.first ?? BEFORE_ALL;
  const all = [...days.flatMap((each) => [...each]), ...changesOf(estimates.map(({ since }) => since))];
  const within = all.filter((day): day is string => day !== null && day > begin && (!asked || day <= asked.last));
  const starts = [begin, ...[...new Set(within)].sort()];
  const end = asked === null || asked.last >= LAST_DAY ? null : written(neighbour(readDay(asked.last), 1));
  const standing = episodes.map((episode) => heldOn(episode, holder, begin));
  return starts.map((day, index) => {
    if (index > 0)
      episodes.forEach((episode, at) => {
        if (days[at]!.has(day)) standing[at] = heldOn(episode, holder, day);
      });
    return {
      from: day === BEFORE_ALL ? null : day,
      to: starts[index + 1] ?? end,
      held: standing.filter((each) => each !== null),
      scopes: scopesOn(estimates, day),
    };
  });
}
