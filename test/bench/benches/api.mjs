import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { withClient } from '../harness/database.mjs';
import { answersTo, closeConnections, latenciesAt, requestsPerSecond } from '../harness/http.mjs';
import { startProcess } from '../harness/processes.mjs';
import { queries } from '../harness/product.mjs';
import { registerDatabase } from '../harness/register-database.mjs';
import { interleaved, ratios } from '../harness/rounds.mjs';
import { median } from '../harness/statistics.mjs';

const { encodeCursor, questionOf } = queries;
const ASKED = 500;
const units = { rate: ' requests/s', p50: ' ms', p95: ' ms', p99: ' ms', p999: ' ms' };

async function startProduct(server, register) {
  const product = await startProcess('product', {
    dataDirectory: server.dataDirectory,
    databaseUrl: register.adminUrl,
  });
  const token = readFileSync(join(server.dataDirectory, 'secrets', 'token'), 'utf8').trim();
  return { ...product, headers: { authorization: `Bearer ${token}` } };
}

async function stopAll(servers) {
  for (const { url } of servers) closeConnections(url);
  await Promise.all(servers.map((each) => each.stop()));
}

const KEYS =
  'SELECT key, born::text AS born FROM rm_1.claims WHERE known_to = 9223372036854775807 ORDER BY md5(key) LIMIT $1';
const DETENTIONS =
  'SELECT born::text AS born FROM rm_1.detentions WHERE known_to = 9223372036854775807 ORDER BY md5(key) LIMIT $1';

const rowsOf = (register, statement) =>
  withClient(register.adminUrl, async (client) => (await client.query(statement, [ASKED])).rows);

/** Every request's answer must be the same as the reference's: what is compared does the same work. */
async function assertSame(product, reference, requests, strip) {
  const [ours, theirs] = [
    await answersTo(product.url, requests.product),
    await answersTo(reference.url, requests.reference),
  ];
  for (const [index, answer] of ours.entries()) {
    const [left, right] = [strip(answer), strip(theirs[index])];
    if (!isDeepStrictEqual(left, right))
      throw new Error(
        `answers differ:\n${JSON.stringify(left).slice(0, 2_000)}\n${JSON.stringify(right).slice(0, 2_000)}`,
      );
  }
}

async function statementsPerRequest(product, requests) {
  await product.statements();
  await answersTo(product.url, requests.slice(0, 50));
  return (await product.statements()) / 50;
}

/** Rates of all contenders, then p99 of two of them at half of the slower one's rate. */
async function compare({ rounds, milliseconds }, contenders, { candidate, reference }) {
  const rates = await interleaved(
    rounds,
    Object.fromEntries(
      Object.entries(contenders).map(([name, { url, requests }]) => [
        name,
        () => requestsPerSecond({ url, requests, milliseconds }),
      ]),
    ),
  );
  const perSecond = Math.max(
    1,
    Math.floor(0.5 * Math.min(median(rates[candidate].rate), median(rates[reference].rate))),
  );
  const delays = await interleaved(
    rounds,
    Object.fromEntries(
      [candidate, reference].map((name) => [name, () => latenciesAt({ ...contenders[name], perSecond, milliseconds })]),
    ),
  );
  return { rates, delays, perSecond };
}

function forReport(report, bench, { rates, delays, perSecond }) {
  report.figures(bench, rates, units);
  report.figures(`${bench} open loop, ${perSecond}/s`, delays, units);
}

const withoutState = ({ asOf: _asOf, page, parked: _parked, ...answer }) => ({
  ...answer,
  ...(page && { more: page.next !== null }),
});

/** REST: a claim by id, and a page of 50 claims behind a random one, with a token, against bare Fastify and pg without. */
export async function b14(run) {
  const { server, report, events } = run;
  const register = await registerDatabase(server, { events, streams: events / 10 });
  const rows = await rowsOf(register, KEYS);
  const product = await startProduct(server, register);
  const bare = await startProcess('bare-rest', { readerUrl: register.urls.reader });
  const { headers } = product;
  const { digest } = questionOf('claims', { limit: '50' });
  const cursor = (born) => encodeCursor({ position: register.head, key: [born] }, digest);
  const get = {
    product: rows.map(({ key }) => ({ path: `/v1/claims/${key}`, headers })),
    reference: rows.map(({ key }) => ({ path: `/claims/${key}` })),
    stored: rows.map(({ key }) => ({ path: `/stored/${key}` })),
  };
  const list = {
    product: rows.map(({ born }) => ({ path: `/v1/claims?limit=50&cursor=${cursor(born)}`, headers })),
    reference: rows.map(({ born }) => ({ path: `/claims?limit=50&after=${born}` })),
  };
  for (const [what, requests, target] of [
    ['get by id', get, 0.75],
    ['list of 50', list, 0.7],
  ]) {
    await assertSame(
      product,
      bare,
      { product: requests.product.slice(0, 100), reference: requests.reference.slice(0, 100) },
      withoutState,
    );
    const contenders = {
      product: { url: product.url, requests: requests.product },
      'bare Fastify + pg': { url: bare.url, requests: requests.reference },
      ...(requests.stored && { 'bare, stored row only': { url: bare.url, requests: requests.stored } }),
    };
    const measured = await compare(run, contenders, { candidate: 'product', reference: 'bare Fastify + pg' });
    forReport(report, `B14 ${what}`, measured);
    report.ratio(
      'B14',
      `REST ${what}: rate to bare Fastify + pg with the same answer`,
      ratios(measured.rates, 'product', 'bare Fastify + pg', 'rate'),
      { atLeast: target },
    );
    report.ratio(
      'B14',
      `REST ${what}: p99 to bare Fastify + pg with the same answer`,
      ratios(measured.delays, 'product', 'bare Fastify + pg', 'p99'),
      { atMost: 1.5 },
    );
    if (requests.stored)
      report.ratio(
        'B14',
        `REST ${what}: rate to bare Fastify + pg that sends the stored row as it is`,
        ratios(measured.rates, 'product', 'bare, stored row only', 'rate'),
      );
    report.counter('B14', `statements per ${what}`, await statementsPerRequest(product, requests.product));
  }
  await stopAll([product, bare]);
}

const FIELDS = `{
  nodes {
    id
    person { id names { form } }
    reports { holder { id names { form } } since { asWritten edtf earliest latest } characterisation claim { id status recordedAt source { id title } } }
  }
  pageInfo { hasNextPage }
}`;
const OURS = `query Page($after: String) { detentions(first: 20, after: $after) ${FIELDS} }`;
const THEIRS = `query Page($after: String!) { detentions(first: 20, after: $after) ${FIELDS} }`;

/** GraphQL: 20 detentions behind a random one, with persons, reports, holders, claims and sources. */
export async function b15(run) {
  const { server, report, events } = run;
  const register = await registerDatabase(server, { events, streams: events / 10 });
  const rows = await rowsOf(register, DETENTIONS);
  const product = await startProduct(server, register);
  const started = await Promise.all(
    ['bare-yoga', 'bare-mercurius', 'bare-nested'].map((name) =>
      startProcess(name, { readerUrl: register.urls.reader }),
    ),
  );
  const [yoga, mercurius, nested] = started;
  const { digest } = questionOf('detentions', { limit: '20' });
  const json = { 'content-type': 'application/json' };
  const post = (query, variables, headers) => ({
    method: 'POST',
    path: '/graphql',
    headers: { ...json, ...headers },
    body: JSON.stringify({ query, variables }),
  });
  const requests = {
    product: rows.map(({ born }) =>
      post(OURS, { after: encodeCursor({ position: register.head, key: [born] }, digest) }, product.headers),
    ),
    reference: rows.map(({ born }) => post(THEIRS, { after: born }, {})),
    rest: rows.map(({ born }) => ({ path: `/detentions?after=${born}` })),
  };
  const whole = (answer) => answer;
  const some = { product: requests.product.slice(0, 100), reference: requests.reference.slice(0, 100) };
  await assertSame(product, yoga, some, whole);
  await assertSame(product, mercurius, some, whole);
  await assertSame(product, nested, { ...some, reference: requests.rest.slice(0, 100) }, whole);
  const contenders = {
    product: { url: product.url, requests: requests.product },
    'bare Yoga': { url: yoga.url, requests: requests.reference },
    'bare Mercurius jit': { url: mercurius.url, requests: requests.reference },
    'bare Fastify REST': { url: nested.url, requests: requests.rest },
  };
  const measured = await compare(run, contenders, { candidate: 'product', reference: 'bare Yoga' });
  forReport(report, 'B15', measured);
  report.ratio(
    'B15',
    'GraphQL nested list of 20: rate to bare Yoga',
    ratios(measured.rates, 'product', 'bare Yoga', 'rate'),
    { atLeast: 0.75 },
  );
  report.ratio(
    'B15',
    'GraphQL nested list of 20: rate to bare Mercurius jit',
    ratios(measured.rates, 'product', 'bare Mercurius jit', 'rate'),
  );
  report.ratio(
    'B15',
    'GraphQL nested list of 20: rate to bare Fastify REST',
    ratios(measured.rates, 'product', 'bare Fastify REST', 'rate'),
    { atLeast: 0.45 },
  );
  report.ratio(
    'B15',
    'GraphQL nested list of 20: p99 to bare Yoga',
    ratios(measured.delays, 'product', 'bare Yoga', 'p99'),
  );
  report.counter(
    'B15',
    'statements per nested list (1 + 6 relations: persons, their names, parties, characterisations, claims, sources)',
    await statementsPerRequest(product, requests.product),
  );
  await stopAll([product, ...started]);
}
