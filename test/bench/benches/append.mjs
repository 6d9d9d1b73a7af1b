import { payloads } from '../data/payloads.mjs';
import { statementsOf } from '../harness/counting.mjs';
import { closedLoop, openLoop } from '../harness/loops.mjs';
import { interleaved, ratios } from '../harness/rounds.mjs';
import { median } from '../harness/statistics.mjs';
import { streamsFor } from '../harness/streams.mjs';
import { openCopy } from '../references/copy.mjs';
import { openEmmett } from '../references/emmett.mjs';
import { openProductLog } from '../references/product-log.mjs';
import { openSingleInsert } from '../references/single-insert.mjs';

const units = { rate: ' events/s', p50: ' ms', p95: ' ms', p99: ' ms', p999: ' ms' };

/** Candidate and references, each with a database on the one server and with streams of its own, drawn by the same seed. */
async function openAll(server, name, { clients, count }) {
  const stores = {
    product: await openProductLog((await server.product(`${name}_product`)).urls),
    insert: await openSingleInsert(await server.empty(`${name}_insert`), clients),
    emmett: await openEmmett(await server.empty(`${name}_emmett`), clients),
  };
  const data = payloads(2_000);
  return Object.fromEntries(
    Object.entries(stores).map(([contender, store]) => {
      const streams = streamsFor({ count, seed: 7, data, prefix: 'swap' });
      return [contender, { append: () => streams.appendTo(store), rows: streams.rows, close: () => store.close() }];
    }),
  );
}

async function closeAll(contenders) {
  for (const { close } of Object.values(contenders)) await close();
}

const each = (contenders, measure) =>
  Object.fromEntries(Object.entries(contenders).map(([name, contender]) => [name, () => measure(contender)]));

/** One after the other: what a single client does, whatever its timetable says. */
function oneAtATime(operation) {
  let last = Promise.resolve();
  return () => (last = last.then(operation));
}

async function timesEach(append, events, many) {
  for (let done = 0; done < events; done += many) await Promise.all(Array.from({ length: many }, append));
}

async function counters({ server, report }, bench, { product, insert }, many) {
  const events = Math.max(200, 10 * many);
  const statements = await statementsOf(() => timesEach(product.append, events, many));
  report.counter(bench, `statements per event, ${many} at a time`, statements.length / events);
  for (const [name, { append }] of Object.entries({ product, insert })) {
    await timesEach(append, events, many); // the first change of a page after a checkpoint writes all of it
    const bytes = await server.walBytes(() => timesEach(append, events, many));
    report.counter(bench, `WAL bytes per event, ${name}, ${many} at a time`, Math.round(bytes / events));
  }
}

/** One client, one stream, expected revision, durable. */
export async function b1({ server, report, rounds, milliseconds }) {
  const before = () => server.checkpoint();
  const contenders = await openAll(server, 'b1', { clients: 1, count: 1 });
  const figures = await interleaved(
    rounds,
    each(contenders, ({ append }) => closedLoop({ clients: 1, milliseconds, operation: append })),
    { before },
  );
  report.figures('B1', figures, units);
  report.ratio('B1', 'append, 1 client: rate to prepared INSERT', ratios(figures, 'product', 'insert', 'rate'), {
    atLeast: 0.75,
  });
  report.ratio('B1', 'append, 1 client: rate to Emmett', ratios(figures, 'product', 'emmett', 'rate'), {
    atLeast: 1.5,
  });

  const { product, insert } = contenders;
  const perSecond = Math.round(0.4 * median(figures.insert.rate));
  const delays = await interleaved(
    rounds,
    each({ product, insert }, ({ append }) => openLoop({ perSecond, milliseconds, operation: oneAtATime(append) })),
    { before },
  );
  report.figures('B1 open loop', delays, units);
  report.note(`B1 p99: open loop at ${perSecond} events/s for both, 0.4 of the INSERT's own rate.`);
  report.ratio('B1', 'append, 1 client: p99 to prepared INSERT', ratios(delays, 'product', 'insert', 'p99'), {
    atMost: 1.5,
  });
  await counters({ server, report }, 'B1', contenders, 1);
  await closeAll(contenders);
}

const COPIED = { quick: 5_000, full: 20_000 };

/** 64 and 256 clients, 10,000 streams (Zipf), every append with its exact revision. */
export async function b2({ server, report, rounds, milliseconds, quick }) {
  const before = () => server.checkpoint();
  const contenders = await openAll(server, 'b2', { clients: 64, count: 10_000 });
  const { product, insert } = contenders;
  const copy = await openCopy(await server.empty('b2_copy'));
  const rows = streamsFor({ count: 10_000, seed: 7, data: payloads(2_000), prefix: 'swap' }).rows;
  const ceiling = async () => {
    const made = rows(quick ? COPIED.quick : COPIED.full);
    const begun = performance.now();
    await copy.copy(made);
    return { rate: (made.length * 1_000) / (performance.now() - begun) };
  };
  const loop = ({ append }, clients) => closedLoop({ clients, milliseconds, operation: append });
  const figures = await interleaved(
    rounds,
    {
      ...each(contenders, (contender) => loop(contender, 64)),
      'product, 256 clients': () => loop(product, 256),
      copy: ceiling,
    },
    { before },
  );
  report.figures('B2', figures, units);
  report.ratio('B2', 'append, 64 clients: rate to Emmett', ratios(figures, 'product', 'emmett', 'rate'), {
    atLeast: 10,
  });
  report.ratio('B2', 'append, 64 clients: rate to prepared INSERT', ratios(figures, 'product', 'insert', 'rate'), {
    atLeast: 3,
  });
  report.ratio('B2', 'append, 64 clients: rate to COPY', ratios(figures, 'product', 'copy', 'rate'), { atLeast: 0.25 });
  report.ratio('B2', 'append, 256 clients: rate to COPY', ratios(figures, 'product, 256 clients', 'copy', 'rate'), {
    atLeast: 0.35,
  });

  const perSecond = Math.round(0.8 * median(figures.insert.rate));
  const delays = await interleaved(
    rounds,
    each({ product, insert }, ({ append }) => openLoop({ perSecond, milliseconds, operation: append })),
    { before },
  );
  report.figures('B2 open loop', delays, units);
  report.note(`B2 p99: open loop at ${perSecond} events/s for both, 0.8 of the rate of 64 clients with INSERT.`);
  report.ratio('B2', 'append, open loop: p99 to prepared INSERT', ratios(delays, 'product', 'insert', 'p99'), {
    atMost: 0.5,
  });
  await counters({ server, report }, 'B2', contenders, 64);
  await copy.close();
  await closeAll(contenders);
}
