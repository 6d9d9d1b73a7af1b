import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { december27, recordDecember2017, type December2017, said } from './december-2017.ts';
import { startTestRegister, type TestRegister } from './register.ts';

let register: TestRegister;
let known: December2017;

beforeAll(async () => {
  register = await startTestRegister();
  known = await recordDecember2017(register);
});
afterAll(() => register.close());

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- answers are checked against their schemas in openapi.e2e.ts
type Answer = any;

async function get(path: string): Promise<{ status: number; body: Answer }> {
  const response = await fetch(register.url + path, { headers: { prefer: 'wait=0' } });
  return { status: response.status, body: await response.json() };
}
const ok = async (path: string): Promise<Answer> => (await get(path)).body;

const counts = async (query = ''): Promise<number[]> =>
  (await ok(`/v1/swaps/${known.swap}${query}`)).data.legs[0].claims.map((each: Answer) => each.count.value);

const stream = () => `swap-${known.swap}`;
const target = async (value: number) => {
  const { data } = await ok(`/v1/claims?stream=${stream()}&type=LegReported`);
  const found = data.find((claim: Answer) => claim.report.count.value === value);
  return { stream: stream(), claim: found.id as string };
};

describe('claims that change', () => {
  it('are shown as corrected, and as they were before as of then', async () => {
    const claim = await target(237);
    const before = register.projector.position();
    const report = {
      leg: 'a',
      phase: 'actual',
      date: december27,
      count: { op: 'eq', value: 246, unit: { asWritten: 'captives', counts: 'person' }, asWritten: '246 captives' },
      claim: said(known.paper, known.otherReport),
    };
    await register.send('CorrectClaim', { target: claim, report, reason: 'Misread' });
    expect(await counts()).toEqual([233, 246]);
    expect(await counts(`?asOf=${before}`)).toEqual([233, 237]);
    const { data } = await ok(`/v1/claims/${claim.claim}`);
    expect(data).toMatchObject({
      status: 'corrected',
      report: { count: { value: 246 } },
      changes: [{ kind: 'corrected', reason: 'Misread', recordedBy: 'tester' }],
    });
    expect((await ok(`/v1/claims/${claim.claim}?asOf=${before}`)).data).toMatchObject({
      status: 'standing',
      changes: [],
    });
    expect((await ok(`/v1/claims?status=corrected`)).data).toHaveLength(1);
  });

  it('are told as contested by those that stand', async () => {
    const claim = await target(233);
    await register.send('ContestClaim', {
      target: claim,
      asWritten: 'not so',
      claim: said(known.kyiv, known.otherReport),
    });
    const { data } = await ok(`/v1/swaps/${known.swap}`);
    const [contestedBy] = data.legs[0].claims[0].claim.contestedBy;
    expect((await ok(`/v1/claims/${contestedBy}`)).data).toMatchObject({
      type: 'ClaimContested',
      claimant: { id: known.kyiv },
    });
    const response = await fetch(`${register.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        query: `{ claim(id: "${claim.claim}") { contestedByClaims { claimant { names { form } } report } } }`,
      }),
    });
    expect(await response.json()).toEqual({
      data: {
        claim: {
          contestedByClaims: [
            { claimant: { names: [{ form: 'Ukraine' }] }, report: { target: claim.claim, asWritten: 'not so' } },
          ],
        },
      },
    });
  });

  it('leave the swap when they are withdrawn, and stay in the list of claims', async () => {
    const claim = await target(246);
    await register.send('WithdrawClaim', { target: claim, reason: 'The excerpt was of another day' });
    expect(await counts()).toEqual([233]);
    expect((await ok(`/v1/claims?status=withdrawn`)).data).toMatchObject([
      { id: claim.claim, report: { count: { value: 246 } } },
    ]);
    const timeline = (await ok(`/v1/timeline?swap=${known.swap}`)).data;
    expect(timeline.map((entry: Answer) => entry.claim.id)).not.toContain(claim.claim);
    const { data } = await ok(`/v1/streams/${stream()}?limit=200`);
    expect(data.at(-1)).toMatchObject({
      type: 'ClaimWithdrawn',
      reason: 'The excerpt was of another day',
      target: claim.claim,
    });
  });
});

describe('a stream that stands still', () => {
  it('is named beside what is answered, and never taken for up to date', async () => {
    const tagOf = async () => (await fetch(`${register.url}/v1/groups`)).headers.get('etag');
    const tag = await tagOf();
    const parked = `group-${known.group}`;
    await register.projector.park(parked, 'looked at by hand');
    expect((await ok('/v1/groups')).parked).toEqual([parked]);
    expect(await tagOf()).not.toBe(tag);
    const { revision } = await (async () => {
      const body = { group: known.group, person: known.sushchenko, claim: said(known.agency, known.report) };
      return register.send('NameMember', body);
    })();
    const { status, body } = await get(`/v1/groups?token=${parked}@${revision}`);
    expect([status, body.errors[0].rule]).toEqual([503, 'stale-parked']);
    await register.projector.redrive(parked);
    const after = await ok(`/v1/groups/${known.group}?token=${parked}@${revision}`);
    expect(after.data.members).toHaveLength(2);
    expect((await ok('/v1/groups')).parked).toBeUndefined();
  });
});
