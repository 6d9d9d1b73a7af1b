import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { withClient } from '../harness/database.mjs';
import { closeConnections, latenciesAt } from '../harness/http.mjs';
import { startProcess } from '../harness/processes.mjs';
import { registerDatabase } from '../harness/register-database.mjs';
import { interleaved, ratios } from '../harness/rounds.mjs';
import { copyCeiling } from '../references/copy-ceiling.mjs';
import { pagedRead } from '../references/paged-read.mjs';
import { openTypeormProjector } from '../references/typeorm-projector.mjs';

const ASKED = 500;
const PER_SECOND = 100;
const SWITCHES = 20;
const units = { rate: ' events/s', rss: ' MiB', p50: ' ms', p99: ' ms', longest: ' ms' };

const KEYS = 'SELECT key FROM rm_1.claims WHERE known_to = 9223372036854775807 ORDER BY md5(key) LIMIT $1';

/** The operations on generations of a running product. */
function operationsOn({ url, headers }) {
  const post = (operation, body) =>
    fetch(`${url}/v1/operations/projections/${operation}`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  return async (operation, body = {}) => {
    const answer = await post(operation, body);
    const text = await answer.text();
    if (answer.status >= 300) throw new Error(`${operation}: ${answer.status} ${text}`);
    return JSON.parse(text.trim().split('\n').at(-1));
  };
}

async function startProduct(server, register) {
  const product = await startProcess('product', {
    dataDirectory: server.dataDirectory,
    databaseUrl: register.adminUrl,
  });
  const token = readFileSync(join(server.dataDirectory, 'secrets', 'token'), 'utf8').trim();
  const headers = { authorization: `Bearer ${token}` };
  return { ...product, headers, operate: operationsOn({ ...product, headers }) };
}

/** MiB that a process holds in memory. */
const residentOf = (pid) => Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;

/** The most that a process holds in memory while the work runs. */
async function mostResident(pid, work) {
  let most = residentOf(pid);
  let done = false;
  const watching = (async () => {
    while (!done) {
      most = Math.max(most, residentOf(pid));
      await pause(20);
    }
  })();
  const result = await work();
  done = true;
  await watching;
  return { result, most };
}

/** Builds a generation beside the one that serves, and gives it up. */
async function rebuild({ pid, operate }) {
  const { result, most } = await mostResident(pid, () => operate('rebuild'));
  await operate('cancel');
  const taken = Date.parse(result.filledAt) - Date.parse(result.startedAt);
  return { rate: (result.events * 1_000) / taken, rss: most };
}

async function readsDuring(product, requests, work) {
  const reads = (milliseconds) => latenciesAt({ url: product.url, requests, perSecond: PER_SECOND, milliseconds });
  const begun = performance.now();
  let done = false;
  const working = work().then(() => (done = true));
  const figures = [];
  // One stretch after the other, as long as the work runs; the last one may outlive it a little.
  do figures.push(await reads(1_000));
  while (!done && performance.now() - begun < 60_000);
  await working;
  const most = (name) => Math.max(...figures.map((each) => each[name]));
  const mean = (name) => figures.reduce((sum, each) => sum + each[name], 0) / figures.length;
  return { p50: mean('p50'), p99: mean('p99'), longest: most('longest') };
}

async function rates({ server, report, rounds, events, quick }, register, product) {
  const naive = await openTypeormProjector(register.adminUrl, await server.empty('b10_typeorm'), quick ? 300 : 1_000);
  const ceiling = await copyCeiling(register, events);
  const figures = await interleaved(
    rounds,
    {
      rebuild: () => rebuild(product),
      'paged read': async () => ({ rate: await pagedRead(register.urls.reader, register.head) }),
      'COPY of the same rows': async () => ({ rate: await ceiling.copy() }),
      'TypeORM per event': async () => ({ rate: await naive.project() }),
    },
    { before: () => server.checkpoint() },
  );
  await naive.close();
  report.figures('B10', figures, units);
  const rate = (reference) => ratios(figures, 'rebuild', reference, 'rate');
  report.ratio('B10', `rebuild, ${events} events: rate to paged read`, rate('paged read'), { atLeast: 0.4 });
  report.ratio('B10', `rebuild, ${events} events: rate to TypeORM per event`, rate('TypeORM per event'), {
    atLeast: 200,
  });
  report.ratio('B10', `rebuild, ${events} events: rate to COPY of the same rows`, rate('COPY of the same rows'));
  report.ratio('B10', `resident memory of the process that serves and builds, MiB`, figures.rebuild.rss, {
    atMost: 512,
  });
  report.counter('B10', 'bytes copied for each event', Math.round(ceiling.bytes / events));
}

/** What readers notice; between the rounds the register is as it was: two generations, of which one serves. */
async function reads({ report, rounds }, product, requests) {
  const { operate } = product;
  for (const operation of ['rebuild', 'compare', 'switch']) await operate(operation);
  const switching = async () => {
    for (let done = 0; done < SWITCHES; done += 1) {
      await operate('rollback');
      await pause(50);
    }
  };
  const figures = await interleaved(rounds, {
    idle: () => readsDuring(product, requests, () => pause(3_000)),
    'during a rebuild': async () => {
      const during = await readsDuring(product, requests, () => operate('rebuild'));
      await operate('cancel');
      return during;
    },
    'during 20 switches': () => readsDuring(product, requests, switching),
  });
  report.figures(`B10 reads, open loop, ${PER_SECOND}/s`, figures, units);
  const p99 = ratios(figures, 'during a rebuild', 'idle', 'p99');
  report.ratio('B10', 'reads during a rebuild to idle: p99', p99, { atMost: 2 });
  const { longest } = figures['during 20 switches'];
  report.ratio('B10', 'longest read during 20 switches, ms', longest, { atMost: 50 });
}

/** A rebuild beside the generation that serves, in the process that serves, and what readers notice of it and of switches. */
export async function b10(run) {
  const { server, events } = run;
  const register = await registerDatabase(server, { events, streams: events / 10 });
  const { rows } = await withClient(register.adminUrl, (client) => client.query(KEYS, [ASKED]));
  const product = await startProduct(server, register);
  const requests = rows.map(({ key }) => ({ path: `/v1/claims/${key}`, headers: product.headers }));
  await rates(run, register, product);
  await reads(run, product, requests);
  closeConnections(product.url);
  await product.stop();
}
