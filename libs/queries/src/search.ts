import type { personMatch } from '#libs/contracts';
import { type AskedKeys, type AskedName, askedKeys, askedName, matchName, type NameMatch } from '#libs/domain';
import type { z } from 'zod';
import { type AnsweredAsOf, answeredAsOf } from './answered.ts';
import { complete } from './complete.ts';
import type { References } from './labels.ts';
import { badRequest } from './problem.ts';
import type { ReadSide, Reading } from './reading.ts';
import { COLUMNS, type Row, select, type StoredDocument } from './rows.ts';
import { knownBetween, tableIn } from './sql.ts';

/** A search for persons by name, checked. */
export interface NameQuestion {
  readonly asked: AskedName;
  readonly keys: AskedKeys;
  readonly limit: number;
}

export const MOST_FOUND = 100;
export const USUAL_FOUND = 20;
export const LONGEST_NAME = 200;

/** How a person was found. */
export type MatchedName = z.infer<typeof personMatch>['matched'];

export interface FoundPerson {
  readonly row: Row;
  readonly matched: MatchedName;
}

function foundLimit(text: string | undefined, parameter: string): number {
  if (text === undefined) return USUAL_FOUND;
  const limit = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (limit < 1 || limit > MOST_FOUND)
    throw badRequest('search-limit', parameter, `${parameter} must be 1 to ${MOST_FOUND}.`);
  return limit;
}

/**
 * Checks what is searched for.
 * @throws QueryProblem `bad-request` with the parameter at fault
 */
export function nameQuestionOf(
  given: { readonly name?: string | undefined; readonly limit?: string | undefined },
  limitParameter = 'limit',
): NameQuestion {
  const { name = '' } = given;
  const refused = (detail: string) => badRequest('search-name', 'name', detail);
  const length = [...name].length;
  if (length === 0 || length > LONGEST_NAME) throw refused(`name must have 1 to ${LONGEST_NAME} characters.`);
  const asked = askedName(name);
  const keys = askedKeys(asked);
  if (keys.needed.length === 0) throw refused('name must hold a word; initials alone are none.');
  return { asked, keys, limit: foundLimit(given.limit, limitParameter) };
}

/** Forms that are held against the question; of more, those that hold its words rightly spelt, and then the older ones. */
const MOST_CANDIDATES = 500;

/**
 * $1 position, $2 how many, then the lists of keys that are needed, and those that are preferred. The index gives the forms that have one of
 * each list that is needed. A form counts where the person's row of that position holds it.
 */
function candidatesStatement(schema: string, { needed, preferred }: AskedKeys): string {
  const has = (number: number): string => `kept.keys && $${number}::int[]`;
  const held = needed.map((_list, index) => has(3 + index)).join(' AND ');
  const rightly = preferred.map((_list, index) => `(${has(3 + needed.length + index)})::int`).join(' + ');
  return `WITH forms AS (
  SELECT kept.subject::text AS person, kept.ref, kept.value
  FROM ${tableIn(schema, 'personal_values')} AS kept
  WHERE ${held} AND kept.known_from <= $1::bigint
  ORDER BY ${rightly} DESC, kept.known_from, kept.ref
  LIMIT $2
)
SELECT forms.value AS form, name.value ->> 'lang' AS lang, name.value ->> 'script' AS script, name.value ->> 'type' AS type, ${COLUMNS}
FROM forms
JOIN ${tableIn(schema, 'persons')} AS entry ON entry.key = forms.person AND ${knownBetween('$1')}
CROSS JOIN LATERAL json_array_elements(entry.doc -> 'names') AS name
WHERE name.value #>> '{form,ref}' = forms.ref`;
}

interface Candidate extends Row {
  readonly form: string;
  readonly lang: string | null;
  readonly script: string | null;
  readonly type: MatchedName['type'];
}

interface Ranked {
  readonly candidate: Candidate;
  readonly match: NameMatch;
}

/** The lower rank first; what is equal, in the order in which the persons were registered. */
const better = (one: Ranked, other: Ranked): number =>
  one.match.rank - other.match.rank || Number(BigInt(one.candidate.born) - BigInt(other.candidate.born));

function matchedName({ candidate, match }: Ranked): MatchedName {
  const { form, lang, script, type } = candidate;
  const { kind, distance, table } = match;
  return { form, lang, script, type, kind, distance, table };
}

/**
 * Persons of whose names some form known at the reading's position is the one that is asked for, the best first, each with the form that
 * fits best: one statement, whatever the number of hits.
 */
export async function searchPersons(
  side: ReadSide,
  reading: Reading,
  { asked, keys, limit }: NameQuestion,
): Promise<readonly FoundPerson[]> {
  const statement = candidatesStatement(reading.schema, keys);
  const values = [reading.position, MOST_CANDIDATES, ...keys.needed, ...keys.preferred];
  const candidates = await select<Candidate>(side.pool, statement, values);
  const ranked = candidates.flatMap((candidate): Ranked[] => {
    const match = matchName(asked, candidate.form);
    return match ? [{ candidate, match }] : [];
  });
  const best = new Map<string, Ranked>();
  for (const each of ranked.sort(better)) if (!best.has(each.candidate.key)) best.set(each.candidate.key, each);
  return [...best.values()].slice(0, limit).map((each) => ({
    row: rowOf(each.candidate),
    matched: matchedName(each),
  }));
}

const rowOf = ({ key, stream, born, doc }: Candidate): Row => ({ key, stream, born, doc });

export interface SearchAnswer {
  readonly data: readonly { readonly person: StoredDocument; readonly matched: MatchedName }[];
  readonly asOf: AnsweredAsOf;
  readonly parked?: readonly string[];
  readonly references: References;
}

/** What a search found as clients see it: at most four statements. */
export async function searchAnswer(side: ReadSide, reading: Reading, question: NameQuestion): Promise<SearchAnswer> {
  const found = await searchPersons(side, reading, question);
  const rows = found.map(({ row }) => row);
  const { data, references } = await complete(side, reading, 'persons', rows);
  return {
    data: data.map((person, index) => ({ person, matched: found[index]!.matched })),
    asOf: answeredAsOf(reading),
    ...(reading.parked.length > 0 && { parked: reading.parked }),
    references,
  };
}
