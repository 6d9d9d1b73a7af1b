import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { auditServer } from 'graphql-http';
import { getIntrospectionQuery } from 'graphql';
import { recordDecember2017, type December2017 } from './december-2017.ts';
import { startTestRegister, TOKEN, type TestRegister } from './register.ts';

let register: TestRegister;
let known: December2017;

beforeAll(async () => {
  register = await startTestRegister();
  known = await recordDecember2017(register);
});
afterAll(() => register.close());

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the shapes are GraphQL's to check
type Answer = any;

async function ask(
  query: string,
  variables: object = {},
  headers: Record<string, string> = {},
): Promise<{ status: number; data: Answer; errors: Answer }> {
  const response = await fetch(`${register.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json', ...headers },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await response.json()) as { data: Answer; errors: Answer };
  return { status: response.status, data, errors };
}

async function ok(query: string, variables: object = {}, headers: Record<string, string> = {}): Promise<Answer> {
  const { data, errors } = await ask(query, variables, headers);
  expect(errors).toBeUndefined();
  return data;
}

describe('GraphQL over HTTP', () => {
  it('passes the whole audit', async () => {
    const results = await auditServer({ url: `${register.url}/graphql` });
    const failed = results
      .filter(({ status }) => status !== 'ok')
      .map((result) => `${result.id} ${result.name}: ${(result as { reason?: string }).reason}`);
    expect(failed).toEqual([]);
    expect(results).toHaveLength(61);
  });
});

const WHO_HOLDS = /* GraphQL */ `
  query WhoHolds($person: ID!) {
    person(id: $person) {
      names {
        form
        lang
      }
      detentions {
        reports {
          holder {
            names {
              form
            }
          }
          place {
            asWritten
            country
            facility
          }
          characterisation
          claim {
            stance
            claimant {
              ... on Party {
                names {
                  form
                }
              }
              ... on Person {
                names {
                  form
                }
              }
            }
            source {
              title
            }
            publisher {
              names {
                form
              }
            }
          }
        }
        sentences {
          term
          asWritten
          holder {
            id
          }
          claim {
            claimant {
              ... on Party {
                names {
                  form
                }
              }
            }
          }
        }
        chargeDisputes {
          asWritten
          claim {
            claimant {
              ... on Party {
                names {
                  form
                }
              }
            }
          }
        }
      }
    }
  }
`;

describe('who holds Sentsov?', () => {
  it('is answered with who says so and what is said against it', async () => {
    const { person } = await ok(WHO_HOLDS, { person: known.sentsov });
    expect(person).toEqual({
      names: [{ form: 'Oleh Sentsov', lang: 'en' }],
      detentions: [
        {
          reports: [
            {
              holder: { names: [{ form: 'Russia' }] },
              place: { asWritten: 'Russia', country: 'Russia', facility: null },
              characterisation: 'Ukrainians held in Russia',
              claim: {
                stance: 'true_certain',
                claimant: { names: [{ form: 'Petro Poroshenko' }] },
                source: { title: 'Exchange report' },
                publisher: { names: [{ form: 'An agency' }] },
              },
            },
          ],
          sentences: [
            {
              term: 'P20Y',
              asWritten: '20-year prison term',
              holder: null,
              claim: { claimant: { names: [{ form: 'An agency' }] } },
            },
          ],
          chargeDisputes: [{ asWritten: 'fabricated', claim: { claimant: { names: [{ form: 'Ukraine' }] } } }],
        },
      ],
    });
  });

  it('is answered the same compiled as not compiled', async () => {
    const answers = [];
    for (let times = 0; times < 4; times += 1) answers.push(await ok(WHO_HOLDS, { person: known.sentsov }));
    for (const answer of answers) expect(answer).toEqual(answers[0]);
  });

  it('takes as many statements for all persons as for one', async () => {
    const all = /* GraphQL */ `
      query ($first: Int) {
        persons(first: $first) {
          edges {
            node {
              names {
                form
              }
              detentions {
                reports {
                  holder {
                    names {
                      form
                    }
                  }
                  claim {
                    claimant {
                      ... on Person {
                        names {
                          form
                        }
                      }
                      ... on Party {
                        id
                      }
                    }
                    source {
                      title
                    }
                  }
                }
              }
            }
          }
        }
      }
    `;
    // Persons, their names, detentions, claims, holders, claimants of both kinds, sources; names of claimants.
    register.statements();
    const some = await ok(all, { first: 2 });
    const few = register.statements().length;
    await ok(all, { first: 20 });
    const many = register.statements().length;
    expect(some.persons.edges[1].node.detentions).toHaveLength(1);
    expect(many).toBeLessThanOrEqual(10);
    expect(few).toBeLessThanOrEqual(many);
  });
});

describe('swaps', () => {
  const SWAP = /* GraphQL */ `
    query ($asOf: String) {
      swaps(asOf: $asOf, on: "2017-12-27") {
        nodes {
          id
          status
          validity
          date {
            asWritten
            edtf
            resolved
            basis
          }
          legs {
            leg
            from {
              names {
                form
              }
            }
            to {
              names {
                form
              }
            }
            toId
            claims {
              phase
              count {
                value
                asWritten
                unit {
                  asWritten
                  counts
                }
              }
              claim {
                publisher {
                  id
                }
                report
              }
            }
            declines {
              kind
              count {
                value
              }
            }
          }
          claims(status: standing) {
            type
          }
        }
        asOf {
          position
          recordedAt
        }
        parked
      }
    }
  `;

  it('show every report of a leg, and fewer as of a position before some', async () => {
    const { swaps } = await ok(SWAP);
    expect(swaps.nodes).toMatchObject([
      {
        id: known.swap,
        status: 'recorded',
        validity: 'certain',
        date: { edtf: 'XXXX-12-27', resolved: '2017-12-27', basis: 'source' },
        legs: [
          {
            leg: 'a',
            toId: known.separatists,
            claims: [
              { count: { value: 233, unit: { asWritten: 'captives' } }, claim: { publisher: { id: known.agency } } },
              { count: { value: 237 } },
            ],
            declines: [{ kind: 'refused' }],
          },
          { leg: 'b', claims: [{ phase: 'actual', count: { value: 74 } }] },
        ],
      },
    ]);
    const early = await ok(SWAP, { asOf: known.before });
    expect(early.swaps.nodes[0].legs[0].claims).toHaveLength(1);
    expect(early.swaps.asOf.position).toBe(known.before);
  });

  it('are found by whatever leads to them', async () => {
    const data = await ok(
      `query ($swap: ID!, $party: ID!, $source: ID!, $stream: String!) {
        node(id: $swap) { __typename id ... on Swap { stream } }
        party(id: $party) { swaps { id } claimsMade { type } estimates { id } detentions(first: 5) { id } sources { title } }
        source(id: $source) { publisher { id } claimsFrom(first: 3) { type stream } }
        history(stream: $stream) { type actor sourceIds claimantId }
        timeline(first: 1) { nodes { earliest claim { type } } }
      }`,
      { swap: known.swap, party: known.agency, source: known.report, stream: `swap-${known.swap}` },
    );
    expect(data.node).toEqual({ __typename: 'Swap', id: known.swap, stream: `swap-${known.swap}` });
    expect(data.party.sources).toEqual([{ title: 'Exchange report' }]);
    expect(data.party.claimsMade.map(({ type }: Answer) => type)).toContain('LegReported');
    expect(data.source.claimsFrom).toHaveLength(3);
    expect(data.history[0]).toEqual({
      type: 'SwapRecorded',
      actor: 'tester',
      sourceIds: [known.report],
      claimantId: known.agency,
    });
    expect(data.timeline.nodes).toEqual([{ earliest: '2017-12-01', claim: { type: 'EstimateRecorded' } }]);
  });
});

describe('connections', () => {
  const PAGE = `query ($first: Int, $after: String, $last: Int, $before: String) {
    claims(first: $first, after: $after, last: $last, before: $before) {
      edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } asOf { position }
    }
  }`;

  it('are walked both ways over the same rows', async () => {
    const all: string[] = (await ok(PAGE, { first: 200 })).claims.edges.map(({ node }: Answer) => node.id);
    const forwards: string[] = [];
    let info: Answer = { hasNextPage: true, endCursor: undefined };
    while (info.hasNextPage) {
      const { claims } = await ok(PAGE, { first: 3, after: info.endCursor });
      forwards.push(...claims.edges.map(({ node }: Answer) => node.id));
      info = claims.pageInfo;
    }
    expect(forwards).toEqual(all);
    const backwards: string[] = [];
    info = { hasPreviousPage: true, startCursor: undefined };
    while (info.hasPreviousPage) {
      const { claims } = await ok(PAGE, { last: 3, before: info.startCursor });
      backwards.unshift(...claims.edges.map(({ node }: Answer) => node.id));
      info = claims.pageInfo;
    }
    expect(backwards).toEqual(all);
  });

  it('refuse arguments that do not go together', async () => {
    for (const variables of [
      { first: 1, last: 1 },
      { first: 0 },
      { first: 201 },
      { last: 500 },
      { first: 1, after: 'x' },
    ]) {
      const { errors } = await ask(PAGE, variables);
      expect(errors[0].extensions.problem).toMatchObject({
        status: 400,
        type: '/problems/malformed-request',
        traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
      });
    }
  });
});

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
