import type { Certainty, CustodyStatus, Place } from '#libs/contracts';
import { certainlyAfter, certainlyBy, compareDays, possiblyBy } from './days.ts';
import type { DayBounds } from '../dates/bounds.ts';

/** What a report does to custody in its claimant's account. A sentence that is being served is custody, too. */
export type ReportKind =
  | 'reported'
  | 'sentenced'
  | 'transferred'
  | 'hospitalised'
  | 'whereaboutsUnknown'
  | 'handedOver'
  | 'released'
  | 'escaped'
  | 'died';

/** One claim about one custody episode. Give only claims that stand, in the order they were recorded. */
export interface CustodyReport {
  readonly claim: string;
  readonly kind: ReportKind;
  /** `unsure`: the claimant is not certain. `denied`: the claimant says it is not so. */
  readonly stance: 'sure' | 'unsure' | 'denied';
  /** Who holds; of a transfer who receives; of a hand-over who gave. */
  readonly holder: string | null;
  readonly place: Place | null;
  /** When it began to be so. */
  readonly since: DayBounds;
  /** Until when it was said to be so: the day it was seen, said, published or recorded. */
  readonly vouched: DayBounds;
}

/** One reading of an account on the days asked for. */
export interface AccountState {
  readonly status: CustodyStatus;
  readonly certainty: Certainty;
  readonly holder: string | null;
  readonly place: Place | null;
  readonly since: DayBounds | null;
  readonly lastReported: DayBounds | null;
  readonly claims: readonly string[];
}

interface Standing {
  readonly status: CustodyStatus;
  readonly holder: string | null;
  readonly place: Place | null;
  readonly since: DayBounds | null;
  readonly claims: readonly string[];
}

const nothing: Standing = { status: 'notStated', holder: null, place: null, since: null, claims: [] };

/** On one day, first what makes custody, then what changes it, then what ends it: a release holds from its day on. */
const rank: Readonly<Record<ReportKind, number>> = {
  reported: 0,
  sentenced: 0,
  transferred: 1,
  hospitalised: 1,
  whereaboutsUnknown: 1,
  handedOver: 2,
  released: 2,
  escaped: 2,
  died: 3,
};

const ends: Readonly<Partial<Record<ReportKind, CustodyStatus>>> = {
  released: 'released',
  escaped: 'escaped',
  died: 'died',
  whereaboutsUnknown: 'whereaboutsUnknown',
};

/** Whether the report leaves something out that the account has said before. */
const leansOn = (known: Standing, report: CustodyReport, place: Place | null): boolean =>
  (report.holder === null && known.holder !== null) || (report.place === null && place !== null);

/** A holder or place that a report leaves out stays what the account last said, with the claims that said it. */
function held(before: Standing, report: CustodyReport): Standing {
  const { claim, since } = report;
  const known = before.status === 'held' ? before : nothing;
  const isMove = report.kind === 'transferred' || (report.holder !== null && report.holder !== known.holder);
  const place = report.place ?? (isMove ? null : known.place);
  return {
    status: 'held',
    holder: report.holder ?? known.holder,
    place,
    since: isMove ? since : (known.since ?? since),
    claims: leansOn(known, report, place) ? [...known.claims, claim] : [claim],
  };
}

/** Whoever is held by another, or no longer at all, is not taken out of the giver's custody. */
function handedOver(before: Standing, { claim, holder, since }: CustodyReport): Standing {
  const byAnother = before.status === 'held' && before.holder !== null && holder !== null && before.holder !== holder;
  const isOver = before.status === 'released' || before.status === 'escaped' || before.status === 'died';
  return byAnother || isOver ? before : { status: 'handedOver', holder, place: null, since, claims: [claim] };
}

function step(before: Standing, report: CustodyReport): Standing {
  const { kind, claim, holder, place, since, stance } = report;
  // That an end or a move is denied leaves the account where it was.
  if (stance === 'denied')
    return kind === 'reported' || kind === 'sentenced'
      ? { status: 'denied', holder, place, since, claims: [claim] }
      : before;
  if (kind === 'handedOver') return handedOver(before, report);
  const ended = ends[kind];
  return ended ? { status: ended, holder: null, place, since, claims: [claim] } : held(before, report);
}

const sameState = (one: Standing, other: Standing): boolean =>
  one.status === other.status &&
  one.holder === other.holder &&
  JSON.stringify(one.place) === JSON.stringify(other.place);

/** Sorts as they came about; where dates do not tell, by what they do and when they were recorded. */
function inOrder(reports: readonly CustodyReport[]): CustodyReport[] {
  return reports
    .map((report, index) => ({ report, index }))
    .sort(
      (one, other) =>
        compareDays(one.report.since, other.report.since) ||
        rank[one.report.kind] - rank[other.report.kind] ||
        one.index - other.index,
    )
    .map(({ report }) => report);
}

const sameDays = (one: DayBounds, other: DayBounds): boolean =>
  one.earliest === other.earliest && one.latest === other.latest;

interface Reading {
  readonly standing: Standing;
  readonly report: CustodyReport;
  readonly sure: boolean;
}

/** Every report that may be the last one on or before the day, with what the account then says. */
function readingsOn(ordered: readonly CustodyReport[], day: string): Reading[] {
  const reached = ordered.filter(({ since }) => possiblyBy(since, day));
  // What a claimant is not certain of leaves open that it is still as it was.
  const surpassed = (report: CustodyReport, at: number): boolean =>
    reached.some(
      (other, index) =>
        other.stance !== 'unsure' &&
        ((index > at && sameDays(other.since, report.since)) ||
          (certainlyBy(other.since, day) && certainlyAfter(other.since, report.since))),
    );
  let standing = nothing;
  return reached.flatMap((report, at) => {
    standing = step(standing, report);
    return surpassed(report, at)
      ? []
      : [{ standing, report, sure: certainlyBy(report.since, day) && report.stance !== 'unsure' }];
  });
}

/** Null while the report speaks for the days asked for. */
const carried = (vouched: DayBounds, firstDay: string): DayBounds | null =>
  vouched.latest !== null && vouched.latest >= firstDay ? null : vouched;

function statesOn(ordered: readonly CustodyReport[], day: string, firstDay: string): AccountState[] {
  const readings = readingsOn(ordered, day);
  const groups: Reading[][] = [];
  for (const reading of readings) {
    const alike = groups.find(([first]) => sameState(first!.standing, reading.standing));
    if (alike) alike.push(reading);
    else groups.push([reading]);
  }
  const certain = groups.length === 1 && readings.some(({ sure }) => sure);
  const states = groups.map((alike): AccountState => {
    const { standing, report } = alike.at(-1)!;
    const lastReported = standing.status === 'held' ? carried(report.vouched, firstDay) : null;
    const claims = [...new Set(alike.flatMap((each) => each.standing.claims))];
    return { ...standing, claims, certainty: certain ? 'certain' : 'possible', lastReported };
  });
  // Before anything has certainly been reported the account may just as well say nothing yet.
  const begun = ordered.some(({ since }) => certainlyBy(since, day));
  if (begun) return states;
  const notStated: AccountState = {
    ...nothing,
    certainty: states.length === 0 ? 'certain' : 'possible',
    lastReported: null,
  };
  return [...states, notStated];
}

/** The days on which what an account says may change, within the days asked for. */
function daysOfChange(reports: readonly CustodyReport[], { first, last }: AskedRange): string[] {
  const bounds = reports.flatMap(({ since }) => [since.earliest, since.latest]);
  const within = bounds.filter((day): day is string => day !== null && day > first && day <= last);
  return [...new Set([first, ...within])].sort();
}

/** Calendar days, both included. */
export interface AskedRange {
  readonly first: string;
  readonly last: string;
}

function merged(states: readonly AccountState[]): AccountState[] {
  const found: AccountState[] = [];
  for (const state of states) {
    const at = found.findIndex((known) => sameState(known, state));
    if (at < 0) found.push(state);
    else if (state.certainty === 'certain' && found[at]!.certainty === 'possible') found[at] = state;
  }
  return found;
}

/**
 * What one claimant's reports say of a custody episode on certain days (DOMAIN 7): the last report on or before a day is carried forward and
 * marked with `lastReported`; before the first report the answer is `notStated`. Where dates are uncertain every report that may be the last
 * gives a state, and all of them are `possible`; over several days a state is `certain` if it is so on one of them. A denied custody is
 * `denied`. Holder and place are the account's own: nothing is taken from others.
 */
export function accountStates(reports: readonly CustodyReport[], asked: AskedRange): AccountState[] {
  const ordered = inOrder(reports);
  return merged(daysOfChange(ordered, asked).flatMap((day) => statesOn(ordered, day, asked.first)));
}
