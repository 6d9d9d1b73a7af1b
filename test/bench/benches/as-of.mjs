import pg from 'pg';
import { withClient } from '../harness/database.mjs';
import { compareAsOf, openPostgresLogReader, plainCodec, queries, replayTo } from '../harness/product.mjs';
import { registerDatabase } from '../harness/register-database.mjs';
import { interleaved, ratios } from '../harness/rounds.mjs';

const { listOf, pageFor, questionOf, readingFor, encodeCursor } = queries;

/** What the queries ask of a projector: here it stands still at the head. */
const standing = (head) => ({
  serving: async () => ({ generation: '1', schema: 'rm_1', position: head, parked: [] }),
  waitFor: async () => 'reached',
  waitForStream: async () => 'reached',
});

async function openSide({ urls, head }) {
  const pool = new pg.Pool({ connectionString: urls.reader, max: 4 });
  const log = await openPostgresLogReader({ url: urls.reader, codec: plainCodec });
  return { side: { pool, log, projector: standing(head) }, close: () => Promise.all([pool.end(), log.close()]) };
}

const asked = (position) => (position === null ? {} : { asOf: position });

/** Milliseconds for the first page of 50 with all that belongs to it, mean of several. */
async function list(side, model, position, times) {
  const begun = performance.now();
  for (let done = 0; done < times; done += 1) {
    const question = questionOf(model, { limit: '50', ...asked(position) });
    const { data } = await listOf(side, await readingFor(side, question), question);
    if (data.length !== 50) throw new Error(`${data.length} rows`);
  }
  return (performance.now() - begun) / times;
}

/** Milliseconds for each 1,000 rows of the whole list, page by page of 200. At an earlier position there are fewer rows. */
async function walk(side, model, position) {
  const begun = performance.now();
  let rows = 0;
  for (let cursor; ;) {
    const question = questionOf(model, { limit: '200', ...asked(position), ...(cursor && { cursor }) });
    const reading = await readingFor(side, question);
    const page = await pageFor(side, reading, question);
    rows += page.rows.length;
    if (!page.hasNext) return ((performance.now() - begun) * 1_000) / rows;
    cursor = encodeCursor({ position: reading.position, key: [page.rows.at(-1).born] }, question.digest);
  }
}

const COUNT = (condition) => `
SELECT count(*)::int AS rows, count(*) FILTER (WHERE during IS NOT NULL)::int AS dated FROM rm_1.detentions WHERE ${condition}`;
const COUNTS = {
  known: COUNT('known_from <= $1::bigint AND known_to > $1::bigint'),
  open: COUNT('known_to = 9223372036854775807 AND $1::bigint IS NOT NULL'),
};

/** Milliseconds to count the whole register in the database, as known at a position. */
async function count({ pool }, name, position) {
  const begun = performance.now();
  await pool.query({ name, text: COUNTS[name], values: [position] });
  return performance.now() - begun;
}

async function measure({ report, rounds, events, server, quick }, versions, streams) {
  const register = await registerDatabase(server, { events, streams });
  const { side, close } = await openSide(register);
  const then = String(Math.floor(events * 0.6));
  const times = quick ? 5 : 20;
  const figuresAt = async (position) => ({
    'list of claims': await list(side, 'claims', position, times),
    'list of detentions': await list(side, 'detentions', position, times),
    'all claims': await walk(side, 'claims', position),
    'all detentions': await walk(side, 'detentions', position),
    count: await count(side, 'known', position ?? register.head),
  });
  const figures = await interleaved(rounds, {
    'as of 60 %': () => figuresAt(then),
    now: () => figuresAt(null),
    'now by the index of open rows': async () => ({ count: await count(side, 'open', register.head) }),
  });
  const bench = `B12 ${versions}`;
  report.figures(bench, figures, {
    count: ' ms',
    'list of claims': ' ms',
    'list of detentions': ' ms',
    'all claims': ' ms per 1,000',
    'all detentions': ' ms per 1,000',
  });
  for (const figure of Object.keys(figures.now))
    report.ratio(bench, `as of 60 % to now: ${figure}`, ratios(figures, 'as of 60 %', 'now', figure), { atMost: 2 });
  report.ratio(
    bench,
    'as of 60 % to now by the index of open rows: count',
    ratios(figures, 'as of 60 %', 'now by the index of open rows', 'count'),
  );
  await againstReplay({ report, bench, register, side, then });
  await close();
}

/** The same state by replaying the log from zero: equal row by row, and how much longer it takes. */
async function againstReplay({ report, bench, register, side, then }) {
  const walkBegun = performance.now();
  for (const model of ['swaps', 'detentions', 'claims']) await walk(side, model, then);
  const walked = performance.now() - walkBegun;
  const begun = performance.now();
  const replay = await replayTo({ log: side.log, url: register.urls.projector, position: then });
  const replayed = performance.now() - begun;
  const { equal, counts } = await compareAsOf({ url: register.urls.projector, schema: replay.schema, position: then });
  await replay.drop();
  if (!equal) throw new Error('as-of and replay differ');
  const rows = Object.values(counts).reduce((sum, { served }) => sum + served, 0);
  report.counter(bench, 'rows as of 60 %, equal to a replay from zero', rows);
  report.counter(
    bench,
    'replay from zero to 60 %, times as long as reading all swaps, detentions, claims as of 60 %',
    replayed / walked,
  );
  const versions = await withClient(register.adminUrl, (client) =>
    client.query('SELECT count(*)::float / count(DISTINCT key) AS each FROM rm_1.detentions'),
  );
  report.counter(bench, 'versions per detention', versions.rows[0].each);
}

/** The register as known earlier against now, with few and with many versions of each row. */
export async function b12(run) {
  await measure(run, 'few versions', run.events / 10);
  await measure(run, 'many versions', run.events / 50);
}
