import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Answer, clientOf } from '../gateway/client.ts';
import { startTestRegister, type TestRegister } from '../gateway/register.ts';
import { caseText, importText } from './register.ts';

let register: TestRegister;
let afterArticle: string;
const ids: Record<string, string> = {};
const { ok, refused, graphql } = clientOf(() => register.url);

beforeAll(async () => {
  register = await startTestRegister();
  for (const name of ['article.yaml', 'other-reports.yaml']) {
    const { rejected } = await importText(register.log, await caseText(name));
    expect(rejected).toEqual([]);
    afterArticle ??= (await register.log.head()).position;
  }
  await register.projector.waitFor((await register.log.head()).position, 20_000);
  for (const list of ['parties', 'persons', 'sources', 'swaps'])
    for (const item of (await ok(`/v1/${list}?limit=200`)).data)
      ids[item.names?.[0]?.form ?? item.title ?? 'swap'] = item.id;
});
afterAll(() => register.close());

const texts = (findings: readonly { text: string }[]): string[] => findings.map(({ text }) => text);

describe('why the numbers of the swap differ', () => {
  let answers: Answer[];
  const of = (phase: string, from: string | null, to: string | null) => {
    const found = answers.filter(
      ({ quantity }) =>
        quantity.phase === phase && quantity.parent === null && quantity.from === from && quantity.to === to,
    );
    expect(found).toHaveLength(1);
    return found[0];
  };
  beforeAll(async () => {
    answers = (await ok(`/v1/reconciliation?swap=${ids['swap']}`)).data;
  });

  it('finds every known check by itself, and shows the words in which it says so', () => {
    const kyiv = ids['Ukraine'] ?? ids['Kyiv']!;
    const separatists = ids['Russia-backed separatists']!;
    const actual = of('actual', kyiv, separatists);
    const found = [...actual.sums, ...actual.explanations];
    expect(texts(found)).toEqual(
      expect.arrayContaining(['160 + 73 = 233', '160 + 75 = 235', '306 − 29 − 40 = 237', '306 − 20 − 40 = 246']),
    );
    expect(texts(of('planned', kyiv, separatists).sums)).toEqual(['207 + 99 = 306']);
    const back = of('actual', separatists, kyiv);
    expect(texts([...back.sums, ...back.explanations, ...back.contradictions])).toEqual(
      expect.arrayContaining(['58 + 16 = 74', '74 − 1 = 73', '58 + 16 = 74, not 73']),
    );
    expect(actual.text).toContain('306 − 29 − 40 = 237');
  });

  it('shows every claim that a finding names, with its source and claimant', () => {
    for (const answer of answers) {
      const shown = new Set([...answer.claims, ...answer.restsOn].map(({ claim }: Answer) => claim.id));
      for (const list of ['identical', 'entails', 'rounds', 'sums', 'explanations', 'contradictions'])
        for (const { claims } of answer[list]) for (const claim of claims) expect(shown).toContain(claim);
      for (const { claim, count } of answer.claims) {
        expect(claim).toMatchObject({ source: expect.any(String), claimant: { id: expect.any(String) } });
        expect(count.op).toEqual(expect.any(String));
      }
    }
  });

  it('knows as of an earlier position only what was known then', async () => {
    const { data } = await ok(`/v1/reconciliation?swap=${ids['swap']}&asOf=${afterArticle}`);
    expect(data).toHaveLength(2);
    for (const { claims, contradictions } of data) {
      expect(new Set(claims.map(({ claim }: Answer) => claim.source)).size).toBe(1);
      expect(contradictions).toEqual([]);
    }
  });

  it('of the estimates on a holder: what follows from what, if the scope is the same', async () => {
    const [russia] = (await ok(`/v1/reconciliation?holder=${ids['Russia']}`)).data;
    expect(russia.entails).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          text: expect.stringMatching(/2,?200.*2,?000/),
          condition: expect.stringContaining('scope'),
        }),
      ]),
    );
    expect(russia.sums).toEqual([]);
    expect(russia.scopeMismatch.length).toBeGreaterThan(0);
  });

  it('of the article alone: its two estimates have different scopes, though one names no holder', async () => {
    const path = `/v1/reconciliation?holder=${ids['Russia']}&asOf=${afterArticle}`;
    const [russia] = (await ok(path)).data;
    expect(russia.claims.map(({ count }: Answer) => count.value)).toEqual([2000]);
    expect(russia.scopeMismatch).toMatchObject([
      { kind: 'date' },
      { kind: 'scope', grade: 'sameSource', text: 'more than 30 and more than 2,000 have different scopes' },
    ]);
    expect(russia.restsOn).toHaveLength(1);
    const { party } = await graphql(
      `{ party(id: "${ids['Russia']}", asOf: "${afterArticle}") { reconciliation { text } } }`,
    );
    expect(party.reconciliation.text).toBe(russia.text);
  });

  it('is refused with the parameter at fault', async () => {
    const swap = ids['swap'];
    expect(await refused('/v1/reconciliation')).toMatchObject({ status: 400, rule: 'one-of' });
    expect(await refused(`/v1/reconciliation?swap=${swap}&holder=${swap}`)).toMatchObject({ rule: 'one-of' });
    expect(await refused('/v1/reconciliation?swap=x')).toMatchObject({ status: 400, rule: 'uuid', pointer: '?swap' });
    expect(await refused(`/v1/reconciliation?swap=${ids['Russia']}`)).toMatchObject({
      status: 404,
      rule: 'unknown-id',
    });
  });
});

describe('who is said to be held', () => {
  const account = (entry: Answer, claimant: string | undefined) =>
    entry.accounts.find((each: Answer) => each.claimant.id === claimant);

  it('Sentsov: by Russia in one account, by nobody named in another, and a third disputes the charge', async () => {
    const { data, references } = await ok(`/v1/custody?person=${ids['Oleh Sentsov']}`);
    expect(data).toHaveLength(1);
    const [entry] = data;
    expect(entry).toMatchObject({ holders: [ids['Russia']], disputed: true });
    const poroshenko = account(entry, ids['Petro Poroshenko']);
    expect(poroshenko.states).toMatchObject([{ status: 'held', holder: ids['Russia'], certainty: 'certain' }]);
    const others = entry.accounts.filter((each: Answer) => each !== poroshenko);
    expect(others.flatMap(({ states }: Answer) => states.map(({ holder }: Answer) => holder))).not.toContain(
      ids['Russia'],
    );
    const publisher = entry.accounts.find(({ sentences }: Answer) => sentences.length > 0);
    expect(publisher).toMatchObject({
      sentences: [{ status: 'serving', term: 'P20Y' }],
      states: [{ status: 'held', holder: null, place: null }],
    });
    expect(entry.accounts.flatMap(({ disputes }: Answer) => disputes)).toHaveLength(1);
    expect(references.persons[entry.person]).toBe('Oleh Sentsov');
  });

  it('is not stated before anybody may have said so, and marked as carried forward long after', async () => {
    const path = `/v1/custody?person=${ids['Roman Sushchenko']}`;
    const [now] = (await ok(path)).data;
    const [later] = (await ok(`${path}&on=2031-01-01`)).data;
    const held = later.accounts
      .flatMap(({ states }: Answer) => states)
      .filter(({ status }: Answer) => status === 'held');
    expect(held.length).toBeGreaterThan(0);
    for (const state of held) expect(state.lastReported).not.toBeNull();
    expect(now.holders).toEqual(later.holders);
    const [before] = (await ok(`${path}&on=2010-01-01`)).data;
    for (const { states } of before.accounts)
      for (const { status, certainty } of states) expect(status === 'notStated' || certainty === 'possible').toBe(true);
  });

  it('pages through everybody once, all of one state, with a fixed number of statements', async () => {
    const seen: string[] = [];
    const costs = new Set<number>();
    for (let path: string | null = '/v1/custody?limit=1'; path !== null;) {
      register.statements();
      const { data, page } = await ok(path);
      costs.add(register.statements().length);
      seen.push(...data.map(({ detention }: Answer) => detention));
      path = page.next === null ? null : `/v1/custody?limit=1&cursor=${page.next}`;
    }
    const all = (await ok('/v1/detentions?limit=200')).data.map(({ id }: Answer) => id);
    expect(seen).toEqual(all);
    register.statements();
    await ok('/v1/custody?limit=200');
    expect(register.statements().length).toBeLessThanOrEqual(Math.max(...costs));
    expect(Math.max(...costs)).toBeLessThanOrEqual(8);
  });
});

describe('how many are said to be held', () => {
  it('by Russia: bounds of each scope with their claims, and no sum', async () => {
    const { data } = await ok(`/v1/custody/balance?holder=${ids['Russia']}&on=2031-01-01`);
    expect(data).toHaveLength(1);
    const [point] = data;
    expect(point.named).toMatchObject({ certain: expect.any(Number) });
    expect(point.scopes.length).toBeGreaterThan(1);
    for (const { lower, upper, estimates } of point.scopes) {
      expect(upper).toBeNull();
      expect(estimates.map(({ claim }: Answer) => claim.id)).toEqual(expect.arrayContaining(lower.claims));
      for (const { count } of estimates) expect(count.op).toBe('gt');
    }
    expect(point.sumRefused).toMatchObject({ rule: 'overlapping' });
  });

  it('is nothing, and not zero, where nobody says anything', async () => {
    const [point] = (await ok(`/v1/custody/balance?holder=${ids['United States']}`)).data;
    expect(point).toMatchObject({ from: null, to: null, named: null, scopes: [], sumRefused: null });
  });

  it('pages through the stretches of time, each joining the one before', async () => {
    const path = `/v1/custody/balance?holder=${ids['Russia']}`;
    const all = (await ok(`${path}&limit=200`)).data;
    expect(all.length).toBeGreaterThan(1);
    const paged: Answer[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const { data, page }: Answer = await ok(`${path}&limit=1${cursor === '' ? '' : `&cursor=${cursor}`}`);
      paged.push(...data);
      cursor = page.next;
    }
    expect(paged).toEqual(all);
    all.slice(1).forEach((point: Answer, index: number) => expect(point.from).toBe(all[index].to));
  });

  it('of a nationality: only what a scope, a breakdown or a claim about the person names', async () => {
    const kyiv = ids['Ukraine'] ?? ids['Kyiv'];
    const [point] = (await ok(`/v1/custody/balance?holder=${kyiv}&nationality=russian&on=2031-01-01`)).data;
    const counts = point.scopes.flatMap(({ estimates }: Answer) => estimates.map(({ count }: Answer) => count.value));
    expect(counts.toSorted()).toEqual([15, 320]);
    const [all] = (await ok('/v1/custody/balance?nationality=russian&on=2031-01-01')).data;
    expect(all.scopes).toEqual(point.scopes);
    expect(new Set(all.scopes.map(({ holder }: Answer) => holder))).toEqual(new Set([kyiv]));
    const [ukrainian] = (await ok('/v1/custody/balance?nationality=ukrainian&on=2031-01-01')).data;
    expect(new Set(ukrainian.scopes.map(({ holder }: Answer) => holder)).size).toBeGreaterThan(1);
    const [none] = (await ok(`/v1/custody/balance?holder=${kyiv}&nationality=martian&on=2031-01-01`)).data;
    expect(none).toMatchObject({ named: null, scopes: [] });
  });

  it('needs a holder that is in the register', async () => {
    expect(await refused('/v1/custody/balance')).toMatchObject({ status: 400, rule: 'required', pointer: '?holder' });
    expect(await refused(`/v1/custody/balance?holder=${ids['swap']}`)).toMatchObject({ status: 404 });
    const { next } = (await ok(`/v1/custody/balance?holder=${ids['Russia']}&limit=1`)).page;
    const foreign = `/v1/custody/balance?holder=${ids['United States']}&cursor=${next}`;
    expect(await refused(foreign)).toMatchObject({ status: 400, rule: 'cursor-foreign' });
  });
});

describe('estimates that may count the same people', () => {
  it('of the article alone: its two, flagged, and their sum refused', async () => {
    const { data } = await ok(`/v1/custody/overlaps?asOf=${afterArticle}`);
    expect(data).toHaveLength(1);
    const [{ estimates, sumRefused }] = data;
    expect(estimates.map(({ count }: Answer) => `${count.op} ${count.value}`).toSorted()).toEqual(['gt 2000', 'gt 30']);
    expect(sumRefused).toMatchObject({ rule: 'overlapping' });
  });

  it('of the whole register, narrowed to the article: the same', async () => {
    const article = (await ok('/v1/sources?limit=1')).data[0].id;
    const [whole] = (await ok(`/v1/custody/overlaps?source=${article}`)).data;
    const [alone] = (await ok(`/v1/custody/overlaps?asOf=${afterArticle}`)).data;
    const said = ({ estimates, sumRefused }: Answer) => ({
      estimates: estimates.map(({ count }: Answer) => count),
      sumRefused,
    });
    expect(said(whole)).toEqual(said(alone));
  });

  it('of a holder: every pair of which one names the holder', async () => {
    const { data } = await ok(`/v1/custody/overlaps?holder=${ids['Russia']}`);
    expect(data.length).toBeGreaterThan(1);
    for (const { estimates } of data) expect(estimates.map(({ holder }: Answer) => holder)).toContain(ids['Russia']);
    expect(await refused('/v1/custody/overlaps?holder=x')).toMatchObject({ status: 400, rule: 'uuid' });
  });
});

describe('the ledger of swaps', () => {
  it('shows planned, claimed and what remains open, leg by leg', async () => {
    const [entry] = (await ok('/v1/ledger')).data;
    expect(entry.swap).toBe(ids['swap']);
    const kyiv = ids['Ukraine'] ?? ids['Kyiv'];
    const given = entry.legs.find(({ parent, from }: Answer) => parent === null && from === kyiv);
    expect(given.planned).toMatchObject({ state: 'agreed', reconciled: { low: 306, high: 306 } });
    expect(given.actual).toMatchObject({ claimed: { low: 233, high: 246 }, reconciled: null });
    // 306 − 29 − 40 and 306 − 20 − 40 take the words of several.
    expect(given.actual.state).toBe('possiblyExplained');
    expect(given.absences.length).toBeGreaterThan(0);
    expect(given.residual).toBeNull();
  });

  it('adds up what a party gave and received, with the legs it is made of', async () => {
    const kyiv = ids['Ukraine'] ?? ids['Kyiv'];
    const { data } = await ok(`/v1/ledger/totals?party=${kyiv}`);
    expect(data).toMatchObject({ party: kyiv, swaps: 1 });
    expect(data.gave.actual).toMatchObject([{ low: 233, high: 246, inputs: [{ swap: ids['swap'] }], notStated: [] }]);
    expect(data.received.actual).toMatchObject([{ low: 73, high: 74 }]);
    expect(data.gave.actual[0].units.length).toBeGreaterThan(1);
  });
});

describe('one request of GraphQL', () => {
  const QUERY = /* GraphQL */ `
    {
      swaps(first: 10) {
        nodes {
          legs {
            leg
            claims {
              count {
                op
                value
                asWritten
              }
              persons {
                names {
                  form
                }
              }
              claim {
                source {
                  title
                  publisher {
                    names {
                      form
                    }
                  }
                }
                claimant {
                  names {
                    form
                  }
                }
                contestedByClaims {
                  claimant {
                    names {
                      form
                    }
                  }
                }
              }
            }
          }
          reconciliation {
            quantity {
              leg
              phase
            }
            explanations {
              text
              strength
            }
            text
          }
          ledger {
            legs {
              leg
              flags
            }
          }
        }
      }
    }
  `;

  it('brings a swap with legs, claims, sources, contests, reconciliation and persons, in few statements', async () => {
    register.statements();
    const { swaps } = await graphql(QUERY);
    const cost = register.statements().length;
    expect(cost).toBeLessThanOrEqual(9);
    const [swap] = swaps.nodes;
    const found = swap.reconciliation.flatMap(({ explanations }: Answer) => texts(explanations));
    expect(found).toContain('306 − 29 − 40 = 237');
    const rest = await ok(`/v1/reconciliation?swap=${ids['swap']}`);
    expect(swap.reconciliation.map(({ text }: Answer) => text)).toEqual(rest.data.map(({ text }: Answer) => text));
    expect(swap.legs.flatMap(({ claims }: Answer) => claims).length).toBeGreaterThan(10);
  });

  it('asks for custody, balance and totals as REST does', async () => {
    const russia = ids['Russia'];
    const kyiv = ids['Ukraine'] ?? ids['Kyiv'];
    register.statements();
    const data = await graphql(/* GraphQL */ `{
      person(id: "${ids['Oleh Sentsov']}") {
        custody(on: "2031-01-01") { holders { names { form } } accounts { states { status holderId lastReported { latest } } } }
      }
      custody(first: 50) { nodes { detentionId disputed } pageInfo { hasNextPage } }
      custodyBalance(holder: "${russia}", on: "2031-01-01") {
        nodes { named { certain } scopes { lower { value claims } estimates { count { op } claim { id } } } sumRefused { rule } }
      }
      custodyOverlaps(holder: "${russia}") { sumRefused { rule } estimates { count { op } holder { names { form } } } }
      ledgerTotals(party: "${kyiv}") { gave { actual { low high } } }
      party(id: "${russia}") { reconciliation { entails { text condition } } }
    }`);
    expect(data.person.custody[0].holders[0].names[0]).toEqual({ form: 'Russia' });
    expect(data.custody.nodes.length).toBe((await ok('/v1/custody?limit=50')).data.length);
    expect(data.custodyBalance.nodes[0].sumRefused.rule).toBe('overlapping');
    expect(data.custodyOverlaps.length).toBe((await ok(`/v1/custody/overlaps?holder=${russia}`)).data.length);
    expect(data.ledgerTotals.gave.actual).toEqual([{ low: 233, high: 246 }]);
    expect(data.party.reconciliation.entails.length).toBeGreaterThan(0);
  });
});
