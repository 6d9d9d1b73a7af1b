import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { GraphQLSchema } from 'graphql';

import { eventIdOf } from '../../apps/command-api/src/identity.ts';
import { startTestStandalone } from '../support/standalone.ts';
import { byGraphQL, byLines, byRest, byYaml, headOf, schemaOf, yamlOf } from './channels.ts';
import { rejections } from './rejections.ts';
import { ids, keys, scene } from './scene.ts';

const claims = { leg: eventIdOf(keys.leg, 0), withdrawn: eventIdOf(keys.withdrawn, 0) };
const rows = rejections(claims).map((row, index) => [row.why, row, `row-${index}`] as const);

let app: Awaited<ReturnType<typeof startTestStandalone>>;
let schema: GraphQLSchema;
let head: string;

beforeAll(async () => {
  app = await startTestStandalone({ arguments: ['--empty'] });
  schema = await schemaOf(app);
  for (const command of scene) expect(await byRest(app, command)).toMatchObject({ status: 201 });
  const target = { stream: `swap-${ids.swap}`, claim: claims.withdrawn };
  const withdrawal = { name: 'WithdrawClaim', body: { target, reason: 'entered by mistake' } };
  expect(await byRest(app, withdrawal)).toMatchObject({ status: 201 });
});
afterAll(() => app?.remove());

/** Whatever is rejected, through whichever door, leaves the log as it was. */
beforeEach(async () => {
  head = await headOf(app);
});
afterEach(async () => {
  expect(await headOf(app)).toBe(head);
});

describe('over REST', () => {
  it.each(rows)('%s', async (_why, row) => {
    const { status, type, body } = await byRest(app, row);
    expect({ status, type }).toEqual({ status: row.status, type: 'application/problem+json; charset=utf-8' });
    expect(body.errors).toContainEqual({ pointer: row.pointer, rule: row.rule, detail: expect.stringMatching(/\w/) });
    expect(body).toMatchObject({ status: row.status, type: expect.stringMatching(/^\/problems\/[a-z-]+$/) });
    expect(body.traceId).toMatch(/^[0-9a-f]{32}$/);
  });
});

/** What GraphQL's own types already refuse, and what it says of the place. No such document reaches the rules. */
const refusedByType: Readonly<Record<string, { readonly code: string; readonly says: RegExp }>> = {
  'no claim': { code: 'validation-failed', says: /claim/ },
  'no claimant': { code: 'validation-failed', says: /claimant/ },
  'no reason': { code: 'validation-failed', says: /reason/ },
  'a statement without a claim': { code: 'validation-failed', says: /claim/ },
  'talks by nobody': { code: 'validation-failed', says: /claimant/ },
  'a kind of statement that there is not': { code: 'validation-failed', says: /StatementKind|kind/i },
  'a judgement without a reason': { code: 'validation-failed', says: /reason/ },
  'an assessment with a field of a report': { code: 'validation-failed', says: /not defined|claim/ },
  'a field the command does not have': { code: 'validation-failed', says: /colour/ },
  'a number that is not whole': { code: 'validation-failed', says: /1\.5/ },
  'an unknown command': { code: 'malformed-request', says: /deleteEverything/ },
};

describe('over GraphQL', () => {
  it.each(rows)('%s', async (why, row) => {
    const { body } = await byGraphQL(app, schema, row);
    expect(body.errors).toHaveLength(1);
    const [{ message, extensions }] = body.errors;
    const byType = refusedByType[why];
    if (byType) {
      expect(extensions).toMatchObject({ code: byType.code, problem: { status: 400 } });
      expect(message).toMatch(byType.says);
      return;
    }
    expect(extensions.problem).toMatchObject({ status: row.status, type: `/problems/${extensions.code}` });
    expect(extensions.problem.errors).toContainEqual({
      pointer: row.pointer,
      rule: row.rule,
      detail: expect.stringMatching(/\w/),
    });
    expect(extensions.problem.traceId).toMatch(/^[0-9a-f]{32}$/);
  });

  it('has no row in the list of exceptions that is gone', () => {
    const known = new Set(rows.map(([why]) => why));
    expect(Object.keys(refusedByType).filter((why) => !known.has(why))).toEqual([]);
  });
});

/** Ids follow from local names in a case file, so what is wrong with an id is refused as such, where the command begins. */
const idsFollow = { rule: 'import-form', pointer: '/id' };
const refusedByFile: Readonly<Record<string, { readonly rule: string; readonly pointer: string }>> = {
  'the command id with another body': idsFollow,
  'the command id for another subject': idsFollow,
  'an id in use': idsFollow,
};

describe('in a case file', () => {
  const summary = { kind: 'summary', commands: 1, accepted: 0, repeated: 0, rejected: 1 };

  it.each(rows)('as JSON Lines: %s', async (why, row, as) => {
    const { rule, pointer } = refusedByFile[why] ?? row;
    const { body } = await byLines(app, 'rejections', [[as, row]]);
    const rejected = body.find(({ kind }: { kind: string }) => kind === 'rejected');
    expect(rejected).toMatchObject({ line: 2, command: row.name, as });
    expect(rejected.rejections).toContainEqual({ line: 2, rule, pointer, detail: expect.stringMatching(/\w/) });
    expect(body.at(-1)).toMatchObject(summary);
  });

  it.each(rows)('as YAML, on the line of the field: %s', async (why, row, as) => {
    const { rule, pointer } = refusedByFile[why] ?? row;
    const { text, lineOf } = yamlOf('rejections', as, row);
    const { body } = await byYaml(app, text);
    const rejected = body.find(({ kind }: { kind: string }) => kind === 'rejected');
    expect(rejected).toMatchObject({ command: row.name, as });
    expect(rejected.rejections).toContainEqual({
      line: lineOf(why in refusedByFile ? '' : pointer),
      rule,
      pointer,
      detail: expect.stringMatching(/\w/),
    });
    expect(body.at(-1)).toMatchObject(summary);
  });
});

describe('a case file that was changed after it was imported', () => {
  const office = (form: string) => ({ name: 'RegisterParty', body: { kind: 'office', names: [{ form }] } });
  beforeAll(async () => {
    const { body } = await byLines(app, 'changed', [['office', office('An office')]]);
    expect(body.at(-1)).toMatchObject({ accepted: 1, rejected: 0 });
  });

  it('is refused where it says something else under the same name', async () => {
    const { body } = await byLines(app, 'changed', [['office', office('Another office')]]);
    const [rejected] = body.filter(({ kind }: { kind: string }) => kind === 'rejected');
    expect(rejected.rejections).toEqual([
      { line: 2, rule: 'import-changed', pointer: '', detail: expect.stringContaining('changed: use CorrectClaim') },
    ]);
  });

  it('is taken where it says the same, and changes nothing', async () => {
    const { body } = await byLines(app, 'changed', [['office', office('An office')]]);
    expect(body.at(-1)).toMatchObject({ accepted: 0, repeated: 1, rejected: 0 });
  });
});
