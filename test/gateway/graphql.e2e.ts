import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { auditServer } from 'graphql-http';
import { type Answer, clientOf } from './client.ts';
import { recordDecember2017, type December2017 } from './december-2017.ts';
import { startTestRegister, type TestRegister } from './register.ts';

let register: TestRegister;
let known: December2017;
const { graphql: ok, ask } = clientOf(() => register.url);

beforeAll(async () => {
  register = await startTestRegister();
  known = await recordDecember2017(register);
});
afterAll(() => register.close());

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
