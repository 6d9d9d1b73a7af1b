import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type CountOperator, countOperators } from '#libs/contracts';
import { columnsOf } from '#libs/queries';
import { readByDuckDb } from '../../libs/queries/src/export/testing/duckdb.ts';
import { december27, recordDecember2017, said } from './december-2017.ts';
import { startTestRegister, type TestRegister } from './register.ts';

type Count = Readonly<{ op: CountOperator; value: number | null; upTo: number | null; asWritten: string }>;
type Loose = Readonly<Record<string, unknown>>;

const NAMELESS: readonly CountOperator[] = ['vague', 'all', 'notStated'];

/** A count of each operator, and more: numbers chosen by chance, the words tell one from another. */
function someCounts(): Count[] {
  const numbers = fc.sample(fc.tuple(fc.integer({ min: 1, max: 5_000 }), fc.integer({ min: 0, max: 100 })), {
    numRuns: 3 * countOperators.length,
    seed: 20171227,
  });
  return numbers.map(([value, more], index) => {
    const op = countOperators[index % countOperators.length]!;
    return {
      op,
      value: NAMELESS.includes(op) ? null : value,
      upTo: op === 'between' ? value + more : null,
      asWritten: `in the words of count ${index}`,
    };
  });
}

/** Operator and numbers of a count wherever it was found; a number without its operator shows as such. */
const signature = ({ op, value, upTo, asWritten }: Loose): string =>
  `${asWritten as string}: ${String(op)} ${String(value)} ${String(upTo)}`;

/** Every count in an answer, at whatever depth: whatever has a number and the words of one of ours. */
function countsIn(answer: unknown): string[] {
  if (answer === null || typeof answer !== 'object') return [];
  const below = Object.values(answer).flatMap(countsIn);
  const { asWritten, value } = answer as Loose;
  const own = typeof asWritten === 'string' && asWritten.startsWith('in the words of count') && value !== undefined;
  return own ? [signature(answer as Loose), ...below] : below;
}

const counts = someCounts();
const expected = [...new Set(counts.map(signature))].sort();
let register: TestRegister;

beforeAll(async () => {
  register = await startTestRegister();
  const { agency, report, swap, russia } = await recordDecember2017(register);
  const claim = said(agency, report);
  const unit = { asWritten: 'captives', counts: 'person' };
  for (const each of counts) {
    const count = { ...each, unit };
    const leg = { swap, leg: 'a', date: december27, count, claim };
    await Promise.all([
      register.send('RecordEstimate', { holder: russia, count, claim }),
      register.send('ReportGroup', { asWritten: 'some people', count, claim }),
      register.send('RecordStatement', { kind: 'background', count, claim }),
      register.send('RecordAppeal', { ask: 'release', count, claim }),
    ]);
    await register.send('ReportLeg', { ...leg, phase: 'planned' });
    await register.send('ReportDecline', { ...leg, kind: 'refused' });
  }
});
afterAll(() => register.close());

const found = (answers: readonly unknown[]): string[] => [...new Set(answers.flatMap(countsIn))].sort();

async function textAt(path: string): Promise<string> {
  const response = await fetch(register.url + path);
  const text = await response.text();
  expect({ status: response.status, text: response.ok ? '' : text }).toEqual({ status: 200, text: '' });
  return text;
}

async function pages(path: string): Promise<unknown[]> {
  const answers: { page: { next: string | null } }[] = [];
  for (let cursor = ''; ;) {
    const answer = JSON.parse(await textAt(`${path}limit=200${cursor}`)) as { page: { next: string | null } };
    answers.push(answer);
    if (answer.page.next === null) return answers;
    cursor = `&cursor=${answer.page.next}`;
  }
}

const lists = ['estimates', 'groups', 'statements', 'appeals', 'swaps', 'claims'] as const;

describe('every count that was told is told back with its operator', () => {
  it.each(lists)('by the list of %s', async (list) => {
    expect(found(await pages(`/v1/${list}?`))).toEqual(expected);
  });

  it('by the timeline', async () => {
    expect(found(await pages('/v1/timeline?'))).toEqual(expected);
  });

  it.each([
    ['estimates', 'reports { count { ...Whole } }'],
    ['groups', 'reports { count { ...Whole } }'],
    ['statements', 'reports { count { ...Whole } }'],
    ['appeals', 'reports { count { ...Whole } }'],
    ['swaps', 'legs { claims { count { ...Whole } } declines { count { ...Whole } } }'],
  ])('by GraphQL, of %s', async (list, fields) => {
    const query = `{ ${list}(first: 100) { nodes { ${fields} } } } fragment Whole on BoundedCount { op value upTo asWritten }`;
    const response = await fetch(`${register.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });
    const answer = (await response.json()) as { errors?: unknown };
    expect(answer.errors).toBeUndefined();
    expect(found([answer])).toEqual(expected);
  });

  it.each(lists)('by the export of %s as JSON Lines', async (list) => {
    const lines = (await textAt(`/v1/exports/${list}?format=jsonl`)).trimEnd().split('\n');
    expect(found(lines.map((line) => JSON.parse(line) as unknown))).toEqual(expected);
  });

  it.each([
    ...(['csv', 'parquet'] as const).flatMap((format) => lists.map((list) => ({ list, format }))),
    { list: 'timeline', format: 'csv' } as const,
  ])('by the export of $list as $format, in columns and in lists', async ({ list, format }) => {
    const columns = columnsOf(list, false);
    const response = await fetch(`${register.url}/v1/exports/${list}?format=${format}`);
    const { rows } = await readByDuckDb(new Uint8Array(await response.arrayBuffer()), format, columns);
    const whole = rows.flatMap((row) =>
      columns.flatMap(({ type }, index) => (type === 'json' && row[index] ? [JSON.parse(row[index]) as unknown] : [])),
    );
    expect(found(whole)).toEqual(expected);
    if (list !== 'claims' && list !== 'timeline') return;
    const at = (name: string): number => columns.findIndex((column) => column.name === `report_count_${name}`);
    const lifted = rows.map((row) => ({
      op: row[at('op')],
      value: row[at('value')],
      upTo: row[at('upTo')],
      asWritten: row[at('asWritten')],
    }));
    expect(found(lifted)).toEqual(expected);
  });
});
