import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getIntrospectionQuery } from 'graphql';
import { type Answer, clientOf } from './client.ts';
import { recordDecember2017, type December2017 } from './december-2017.ts';
import { startTestRegister, TOKEN, type TestRegister } from './register.ts';

let register: TestRegister;
let known: December2017;
const { graphql: ok, ask } = clientOf(() => register.url);

beforeAll(async () => {
  register = await startTestRegister();
  known = await recordDecember2017(register);
});
afterAll(() => register.close());

describe('mutations', () => {
  const REPORT = `mutation ($input: ReportLegInput!, $dryRun: Boolean, $ifMatch: Int) {
    reportLeg(input: $input, dryRun: $dryRun, ifMatch: $ifMatch) { stream id revision position token repeated dryRun events { type position data } }
  }`;
  const input = () => ({
    swap: known.swap,
    leg: 'a',
    phase: 'actual',
    count: { op: 'eq', value: 246, unit: { asWritten: 'people', counts: 'person' }, asWritten: '246 people' },
    claim: {
      claimant: { kind: 'party', id: known.paper },
      stance: 'true_uncertain',
      evidence: [{ source: known.otherReport, located: { locator: 'page 2' } }],
    },
  });
  const authorization = TOKEN;

  it('execute the command of the same name with the same input, and can be read back by their token', async () => {
    const dry = await ok(REPORT, { input: input(), dryRun: true }, { authorization });
    expect(dry.reportLeg).toMatchObject({
      dryRun: true,
      revision: null,
      token: null,
      events: [{ type: 'LegReported', data: { count: { value: 246 } } }],
    });
    const { reportLeg } = await ok(REPORT, { input: input() }, { authorization });
    expect(reportLeg).toMatchObject({
      id: known.swap,
      repeated: false,
      dryRun: false,
      token: `swap-${known.swap}@${reportLeg.revision}`,
    });
    const { swap } = await ok(
      `query ($id: ID!, $token: String) { swap(id: $id, token: $token) { legs { claims { count { value } claim { stance } } } } }`,
      { id: known.swap, token: reportLeg.token },
      { prefer: 'wait=5' },
    );
    expect(swap.legs[0].claims.at(-1)).toEqual({ count: { value: 246 }, claim: { stance: 'true_uncertain' } });
  });

  it.each([
    ['without a token', {}, 'unauthenticated', 401],
    ['of another revision', { ifMatch: 0 }, 'revision-mismatch', 412],
    ['against a rule', { input: { leg: 'a', from: 'sep' } }, 'rule-violated', 422],
  ])('are refused %s with the problem of REST', async (_how, given, code, status) => {
    const more = (given as { input?: object }).input ? { from: known.russia } : {};
    const headers: Record<string, string> = code === 'unauthenticated' ? {} : { authorization };
    const { errors } = await ask(REPORT, { ...given, input: { ...input(), ...more } }, headers);
    expect(errors).toHaveLength(1);
    expect(errors[0].extensions).toMatchObject({ code, problem: { type: `/problems/${code}`, status } });
  });
});

describe('limits', () => {
  const nested = (levels: number): string =>
    levels === 0 ? '{ id }' : `{ detentions { person ${nested(levels - 1)} } }`;
  it.each([
    ['too deep', `{ person(id: "x") ${nested(5)} }`, /depth/],
    ['too long', `{ ${'__typename '.repeat(1200)} }`, /token/i],
    [
      'too many aliases',
      `{ ${Array.from({ length: 16 }, (_, index) => `a${index}: __typename`).join(' ')} }`,
      /aliases/,
    ],
    ['too many directives', `{ __typename ${'@skip(if: false) '.repeat(11)} }`, /directives|@skip/],
    ['too many rows', '{ persons(first: 200) { nodes { detentions(first: 20) { id } } } }', /rows/],
    [
      'too many rows behind a fragment',
      'query { persons(first: 200) { nodes { ...f } } } fragment f on Person { detentions(first: 20) { id } }',
      /rows/,
    ],
    [
      'aliases hidden in fragments',
      `{ ...f ...f } fragment f on Query { ${Array.from({ length: 8 }, (_, index) => `a${index}: __typename`).join(' ')} }`,
      /aliases/,
    ],
    ['a circle of fragments', '{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }', /itself/],
    [
      'deep introspection',
      `{ __schema { types ${'{ fields { type '.repeat(8)} { name } ${'} }'.repeat(8)} } }`,
      /introspection/i,
    ],
  ])('refuse what is %s', async (_what, query, message) => {
    register.statements();
    const { status, data, errors } = await ask(query);
    expect(data ?? null).toBeNull();
    expect(errors.map((error: Answer) => error.message).join()).toMatch(message);
    expect(errors[0].extensions.problem).toMatchObject({ status: 400 });
    expect([400, 200]).toContain(status);
    expect(register.statements()).toEqual([]);
  });

  it('let introspection through', async () => {
    const { __schema } = await ok(getIntrospectionQuery());
    expect(__schema.types.length).toBeGreaterThan(100);
  });

  it('suggest no names', async () => {
    for (const query of [
      '{ swap(id: "x") { legz } }',
      '{ swapz { nodes { id } } }',
      '{ swaps(frist: 2) { nodes { id } } }',
      '{ claims(status: standin) { nodes { id } } }',
    ]) {
      const { errors } = await ask(query);
      expect(JSON.stringify(errors)).not.toMatch(/did you mean/i);
    }
    const { errors } = await ask('query ($status: ClaimStatus) { claims(status: $status) { nodes { id } } }', {
      status: 'standin',
    });
    expect(JSON.stringify(errors)).not.toMatch(/did you mean/i);
  });

  it('answer one operation at a time', async () => {
    const response = await fetch(`${register.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify([{ query: '{ __typename }' }, { query: '{ __typename }' }]),
    });
    expect(response.status).toBeGreaterThanOrEqual(400);
  });
});

describe('what goes wrong inside', () => {
  it('is not told', async () => {
    const failing = register.pool.query;
    register.pool.query = () => Promise.reject(new Error('secret of the database'));
    try {
      const { errors } = await ask('{ persons { nodes { id } } }');
      expect(errors[0].extensions).toMatchObject({ code: 'internal', problem: { status: 500 } });
      expect(JSON.stringify(errors)).not.toContain('secret');
    } finally {
      register.pool.query = failing;
    }
  });
});
