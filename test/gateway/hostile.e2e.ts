import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { encodeCursor, filtersOf, modelNames, questionOf } from '#libs/queries';
import { recordDecember2017 } from './december-2017.ts';
import { startTestRegister, type TestRegister } from './register.ts';

let register: TestRegister;

beforeAll(async () => {
  register = await startTestRegister();
  await recordDecember2017(register);
});
afterAll(() => register.close());

/** What the register may answer to anything at all: no failure of its own, but for "not known yet". */
async function expectAnswered(path: string, init: RequestInit = {}): Promise<void> {
  const response = await fetch(register.url + path, { ...init, headers: { prefer: 'wait=0', ...init.headers } });
  const text = await response.text();
  const isStale = response.status === 503 && text.includes('"stale"');
  if (response.status >= 500 && !isStale) throw new Error(`${path}: ${response.status} ${text}`);
}

const GREAT = '9999999999999999999';
const lists = [...modelNames, 'timeline'] as const;

const values = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    ...['', '0', '-1', GREAT, '9223372036854775807', '1e9', '٣', '\u0000', "' OR 1=1 --", '{a}', '../..', '%'],
    ...[
      '0000-01-01',
      '0001-01-01',
      '9999-12-31',
      '2017-02-31',
      '99999-01-01',
      '-0001',
      '2017/..',
      '../2017',
      '2017-12-27/2017-12-01',
      'XXXX',
      '201X',
    ],
    ...[
      '0000-01-01T00:00:00Z',
      '2017-02-31T00:00:00Z',
      '2017-12-27T25:00:00Z',
      '9999-12-31T23:59:59Z',
      '2017-12-27T00:00:00+99:99',
    ],
    ...[
      '00000000-0000-0000-0000-000000000000',
      'swap-00000000-0000-4000-8000-000000000000',
      'swap@1',
      `swap-${'-'.repeat(36)}@9999999999`,
    ],
  ),
);

const parameters = fc.constantFrom(
  ...new Set(lists.flatMap((list) => filtersOf(list))),
  'on',
  'asOf',
  'cursor',
  'limit',
  'minPosition',
  'token',
  'after',
  'lastEventId',
  '__proto__',
  'constructor',
);
const paths = fc.oneof(
  fc.constantFrom(...lists.map((list) => `/v1/${list}`), '/v1/events'),
  fc
    .tuple(fc.constantFrom(...lists, 'streams', 'commands'), values)
    .map(([list, id]) => `/v1/${list}/${encodeURIComponent(id.toWellFormed())}`),
  fc
    .tuple(values, values)
    .map(
      ([type, version]) =>
        `/schemas/${encodeURIComponent(type.toWellFormed())}/${encodeURIComponent(version.toWellFormed())}`,
    ),
);

describe('whatever is asked', () => {
  it('is answered without a failure', async () => {
    const question = fc.tuple(paths, fc.array(fc.tuple(parameters, values), { maxLength: 3 }));
    const asked = fc.asyncProperty(question, async ([path, given]) => {
      const query = given.map(([name, value]) => `${name}=${encodeURIComponent(value.toWellFormed())}`).join('&');
      await expectAnswered(`${path}?${query}`);
    });
    await fc.assert(asked, { numRuns: 500 });
  });

  it.each([
    ...['0000-01-01', '0000', '-0001', '9999-12-31', '9999', '2017-02-29', '{2017,2018}', '2017~', '2016/2018'].map(
      (on) => `/v1/claims?on=${encodeURIComponent(on)}`,
    ),
    ...['0000-01-01T00:00:00Z', '2017-02-31T00:00:00Z', '2017-12-27T24:00:00Z', '2017-12-27T00:00:00%2B99:99'].map(
      (at) => `/v1/claims?asOf=${at}`,
    ),
    `/v1/claims?asOf=${GREAT}`,
    `/v1/claims?minPosition=${GREAT}`,
    '/v1/claims?token=swap-00000000-0000-4000-8000-000000000000@9999999999',
    '/v1/claims?token=nonsense@1',
    '/v1/streams/swap-00000000-0000-4000-8000-000000000000?after=9999999999',
    '/v1/events?after=9223372036854775807',
    '/schemas/__proto__/1',
    '/problems/constructor',
  ])('%s', (path) => expectAnswered(path));

  it.each([
    ['claims', [GREAT]],
    ['claims', ['9223372036854775807']],
    ['timeline', ['2017-02-31', '1']],
    ['timeline', ['0000-01-01', '1']],
    ['timeline', ['9999-12-31', GREAT]],
    ['timeline', ['infinity', '1']],
  ] as const)('a forged cursor is refused: %s %j', async (list, key) => {
    const cursor = encodeCursor({ position: '1', key }, questionOf(list, {}).digest);
    const response = await fetch(`${register.url}/v1/${list}?cursor=${cursor}`);
    expect([response.status, await response.text()]).toEqual([400, expect.stringContaining('cursor-malformed')]);
  });

  it('is answered over GraphQL, too', async () => {
    const names = fc.constantFrom(
      'first',
      'last',
      'after',
      'before',
      'on',
      'asOf',
      'minPosition',
      'token',
      'source',
      'id',
    );
    const variables = fc.dictionary(names, fc.oneof(values, fc.integer(), fc.constant(null), fc.constant([{}])));
    const query = `query ($first: Int, $last: Int, $after: String, $before: String, $on: String, $asOf: String, $minPosition: Position, $token: String, $source: ID, $id: ID!) {
      claims(first: $first, last: $last, after: $after, before: $before, on: $on, asOf: $asOf, minPosition: $minPosition, token: $token, source: $source) { nodes { id } }
      swap(id: $id, on: $on, asOf: $asOf) { id } node(id: $id) { id }
      history(stream: $id, after: $first, first: $last) { event }
    }`;
    const asked = fc.asyncProperty(variables, async (given) => {
      const response = await fetch(`${register.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', prefer: 'wait=0' },
        body: JSON.stringify({ query, variables: { id: 'x', ...given } }),
      });
      const { errors = [] } = (await response.json()) as {
        errors?: { message: string; extensions: { code: string } }[];
      };
      expect(errors.filter(({ extensions }) => extensions.code === 'internal')).toEqual([]);
    });
    await fc.assert(asked, { numRuns: 150 });
  });

  it('is answered as JSON is, whatever the body of a GraphQL request', async () => {
    const asked = fc.asyncProperty(fc.oneof(fc.json(), fc.string({ unit: 'binary' })), async (body) => {
      await expectAnswered('/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: body.toWellFormed(),
      });
    });
    await fc.assert(asked, { numRuns: 100 });
  });
});
