// `npm run bench -- [--quick] [--rounds 7] [--events 100000] [B1 B2 B7 B8 B9 B9K B10 B12 B14 B15]`: the product beside its references, as ratios.
// See docs/performance.md.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const own = fileURLToPath(new URL('.', import.meta.url));

/** Which file measures what; a file may measure several together. */
const BENCHES = {
  B1: 'append',
  B2: 'append',
  B7: 'kafka',
  B8: 'kafka',
  B9: 'catch-up',
  B9K: 'kafka',
  B10: 'rebuild',
  B12: 'as-of',
  B14: 'api',
  B15: 'api',
};

function settingsFrom({ quick, rounds, events }) {
  const usual = quick
    ? { rounds: 3, milliseconds: 1_000, events: 10_000 }
    : { rounds: 7, milliseconds: 3_000, events: 100_000 };
  return { quick, ...usual, ...(rounds && { rounds: Number(rounds) }), ...(events && { events: Number(events) }) };
}

function chosen(names) {
  const unknown = names.filter((name) => !(name in BENCHES));
  if (unknown.length === 0) return names.length > 0 ? names : Object.keys(BENCHES);
  console.error(`There is no benchmark ${unknown.join(', ')}; known are ${Object.keys(BENCHES).join(', ')}.`);
  process.exit(2);
}

function installReferences() {
  if (existsSync(new URL('node_modules', import.meta.url))) return;
  console.error('Installing what is compared with (test/bench/package-lock.json).');
  execFileSync('npm', ['ci', '--prefix', own], { cwd: own, stdio: ['ignore', 'ignore', 'inherit'] });
}

async function buildProduct() {
  const { build } = await import('../../infra/run/build.mjs');
  await build();
}

const machine = () =>
  `${cpus().length} × ${cpus()[0].model}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}`;

/** Each benchmark's report is printed when it is done, so that a run broken off has not been in vain. */
async function run(names, settings) {
  const { startServer } = await import('./harness/database.mjs');
  const { createReport } = await import('./harness/report.mjs');
  const { stopBroker } = await import('./harness/broker.mjs');
  const server = await startServer();
  const missed = [];
  try {
    console.log(`${new Date().toISOString()} · ${machine()}`);
    console.log(`PostgreSQL: ${await server.settings()}`);
    console.log(`${settings.rounds} rounds after one of warm-up, in the order A B B A.`);
    for (const name of names) {
      const report = createReport();
      const load = `load ${loadavg()[0].toFixed(1)}`;
      console.error(`${name} … ${new Date().toISOString()}, ${load}`);
      const benches = await import(`./benches/${BENCHES[name]}.mjs`);
      await benches[name.toLowerCase()]({ ...settings, server, report });
      console.log(`\n## ${name} (${load} before it)\n\n${report.markdown()}`);
      missed.push(...report.missed());
    }
  } finally {
    await stopBroker();
    await server.stop();
  }
  console.log(`\n${missed.length === 0 ? 'All targets are met.' : `${missed.length} target(s) missed.`}`);
}

const options = { quick: { type: 'boolean', default: false }, rounds: { type: 'string' }, events: { type: 'string' } };
const { values, positionals } = parseArgs({ options, allowPositionals: true });
const names = chosen(positionals.map((name) => name.toUpperCase()));
installReferences();
await buildProduct();
await run(names, settingsFrom(values));
