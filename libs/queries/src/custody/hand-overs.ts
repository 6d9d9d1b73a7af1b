import type { Claimant, UncertainDate } from '#libs/contracts';
import { isShown, readClaimsWith, storedClaim } from '../claims.ts';
import type { ReadSide, Reading } from '../reading.ts';
import type { Row } from '../rows.ts';
import type { HandOver } from './reports.ts';

interface LegReport {
  readonly phase?: string;
  readonly from: string | null;
  readonly date?: UncertainDate | null;
  readonly persons: readonly string[];
  readonly legs?: readonly LegReport[];
}

const reportIn = (row: Row) => storedClaim(row).report as unknown as LegReport;

/** Each claim once, of those that still stand. */
const shown = (found: ReadonlyMap<string, readonly Row[]>): Row[] =>
  [...new Map([...found.values()].flat().map((row) => [row.key, row])).values()].filter((row) =>
    isShown(storedClaim(row)),
  );

const swapOf = ({ doc }: Row): string => `swap:${(doc['subject'] as { id: string }).id}`;
const accountOf = (row: Row): string => {
  const { kind, id } = row.doc['claimant'] as Claimant;
  return `${swapOf(row)} ${kind}:${id}`;
};

/** Every person that the claim says was handed over, with who gave them up. */
function* named(row: Row): Generator<{ person: string; from: string | null }> {
  const report = reportIn(row);
  if (storedClaim(row).type === 'LegReported' && report.phase !== 'actual') return;
  for (const { from, persons } of report.legs ?? [report]) for (const person of persons) yield { person, from };
}

/**
 * Who says that which of the persons was handed over in a swap (DOMAIN 4), by person: two statements. A leg's report without a date has the
 * one on which its claimant says the swap took place.
 */
export async function readHandOvers(
  side: ReadSide,
  reading: Reading,
  persons: readonly string[],
): Promise<ReadonlyMap<string, readonly HandOver[]>> {
  const tokens = persons.map((person) => `person:${person}`);
  const legs = shown(await readClaimsWith(side, reading, 'type:LegReported', tokens));
  const swaps = [...new Set(legs.map(swapOf))];
  const recorded = shown(await readClaimsWith(side, reading, 'type:SwapRecorded', [...tokens, ...swaps]));
  const dates = new Map(recorded.map((row) => [accountOf(row), reportIn(row).date ?? null]));
  const found = new Map<string, HandOver[]>(persons.map((person) => [person, []]));
  for (const row of [...legs, ...recorded])
    for (const { person, from } of named(row)) {
      const date = reportIn(row).date ?? dates.get(accountOf(row)) ?? null;
      found.get(person)?.push({ row, from, date });
    }
  return found;
}
