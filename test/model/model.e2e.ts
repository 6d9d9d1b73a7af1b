import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openReading, readCluster } from '#libs/queries';
import { createExecutor } from '../../apps/command-api/src/index.ts';
import { startTestRegister, type TestRegister } from '../gateway/register.ts';
import { ask, askGraphQL, type Loose, wholeLog } from '../standalone/ask.ts';
import { randomFrom } from '../support-domain/random.ts';
import { history, noHistories } from './histories.ts';
import { countsIn, differences, modelSays, personsIn, productSays, type Shown } from './words.ts';

/** A tenth with every test run, all with AFA_MODEL=1. AFA_MODEL_SEED repeats a run that found something. */
const WHOLE = process.env['AFA_MODEL'] === '1' || process.env['AFA_FAULT_SCALE'] === '1';
const HISTORIES = WHOLE ? 50 : 5;
const COMMANDS = 60;
const MOMENTS = WHOLE ? 40 : 6;
const SEED = Number(process.env['AFA_MODEL_SEED'] ?? Math.floor(Math.random() * 2 ** 31));

const lists: Readonly<Record<string, string>> = {
  sources: 'source',
  parties: 'party',
  persons: 'person',
  groups: 'group',
  detentions: 'detention',
  swaps: 'swap',
  estimates: 'estimate',
  statements: 'statement',
  appeals: 'appeal',
  talks: 'talks',
};

describe(`random histories in a real register and a plain model of them (AFA_MODEL_SEED=${SEED})`, () => {
  let register: TestRegister;
  const told = noHistories();
  const random = randomFrom(SEED);
  let head = '0';

  beforeAll(async () => {
    register = await startTestRegister();
    const writing = { log: register.log, execute: createExecutor(register.log) };
    const worlds = Array.from({ length: HISTORIES }, () => history(writing, told, random.below(2 ** 31)));
    // All at once in one register: the streams of one world lie between those of the others.
    for (let step = 0; step < HISTORIES * COMMANDS; step += 1) await random.pick(worlds).next();
    head = (await register.log.head()).position;
    expect(await register.projector.waitFor(head, 120_000)).toBe('reached');
  }, 1_200_000);
  afterAll(() => register?.close());

  async function whole(list: string, asOf: string): Promise<Loose[]> {
    const rows: Loose[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const more: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const page: Loose = await ask(register.url, `/v1/${list}?asOf=${asOf}&limit=200${more}`);
      expect(page.asOf.position).toBe(asOf);
      rows.push(...page.data);
      cursor = page.page.next;
    }
    return rows;
  }

  /** Judgements have no list: what stands is told by the clusters that follow. */
  async function shownAt(position: string): Promise<Shown> {
    const subjects: Record<string, Loose[]> = {};
    for (const [list, category] of Object.entries(lists)) subjects[category] = await whole(list, position);
    const reading = await openReading(register, { asOf: position });
    const persons = personsIn(told.accepted.filter((each) => each.position <= Number(position)));
    const clusters = new Map<string, readonly string[]>();
    for (const person of persons) clusters.set(person, await readCluster(register, reading, person));
    return { claims: await whole('claims', position), subjects, judgements: [], clusters };
  }

  /** The lines of an export: each an item as in its list. */
  async function exported(list: string): Promise<Loose[]> {
    const answer = await fetch(`${register.url}/v1/exports/${list}?format=jsonl&asOf=${head}`);
    expect(answer.status).toBe(200);
    const lines = (await answer.text()).split('\n').filter((line) => line !== '');
    return lines.map((line) => JSON.parse(line));
  }

  const modelAt = (position: string): Map<string, string> =>
    new Map([...modelSays(told.accepted, Number(position))].filter(([key]) => !key.startsWith('judgement ')));

  it('agree on what is allowed', () => {
    expect(told.disagreements).toEqual([]);
    expect(told.accepted.length).toBeGreaterThan(HISTORIES * COMMANDS * 0.5);
    expect(Math.min(told.foretold.allowed, told.foretold.refused)).toBeGreaterThan(0);
  });

  it('agree on everything that is answered over HTTP, now and as of earlier positions', async () => {
    const moments = Array.from({ length: MOMENTS }, () => String(1 + random.below(Number(head))));
    for (const position of [head, ...moments]) {
      const differs = differences(modelAt(position), productSays(await shownAt(position)));
      expect({ position, differs }).toEqual({ position, differs: [] });
    }
  }, 1_200_000);

  it('keep every count with its operator and words in REST, GraphQL, exports and the log', async () => {
    const entered = new Set(told.accepted.flatMap(({ body }) => countsIn(body)));
    const { claims, subjects } = await shownAt(head);
    const standing = [...modelAt(head)]
      .filter(([key]) => /^claim .* says$/.test(key))
      .flatMap(([, words]) => countsIn(JSON.parse(words)));
    const byRest = [...countsIn(claims), ...countsIn(Object.values(subjects))];
    expect(standing.filter((count) => !byRest.includes(count))).toEqual([]);
    const count =
      '{ op value upTo asWritten unit { asWritten counts } breakdowns { by exhaustive parts { category count { op value upTo asWritten } } } }';
    const fields = `swaps(first: 200) { nodes { legs { claims { count ${count} } declines { count ${count} } } } }
      estimates(first: 200) { nodes { reports { count ${count} } } } groups(first: 200) { nodes { reports { count ${count} } } }
      statements(first: 200) { nodes { reports { count ${count} } } } appeals(first: 200) { nodes { reports { count ${count} } } }`;
    const answer = await askGraphQL(register.url, `{ ${fields} }`);
    // GraphQL spells enums in its own way where a word is none of its names; operators are the same words.
    const byGraphQL = countsIn(answer);
    const byLog = countsIn((await wholeLog(register.url)).map(({ data }) => data));
    const byExport: string[] = [];
    for (const list of ['claims', ...Object.keys(lists)]) byExport.push(...countsIn(await exported(list)));
    expect(byExport.toSorted()).toEqual(byRest.toSorted());
    for (const [where, counts] of Object.entries({ byRest, byGraphQL, byLog, byExport })) {
      expect({ where, foreign: counts.filter((each) => !entered.has(each)).slice(0, 3) }).toEqual({
        where,
        foreign: [],
      });
      expect({ where, enough: counts.length > HISTORIES * 2 }).toEqual({ where, enough: true });
    }
  }, 600_000);
});
