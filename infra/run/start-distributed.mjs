// `npm run start:distributed`: real PostgreSQL, real Kafka, an event log, and the four apps as processes.
import { fail } from './prepared.mjs';

const { startDistributed } = await import('./distributed.mjs');
const { relative } = await import('node:path');
const {
  DATABASE_URL,
  KAFKA_BROKERS,
  KURRENTDB_URL,
  AFA_PORT = '4000',
  AFA_DATA_DIR = '.afa-distributed',
} = process.env;
if (!/^\d{1,5}$/.test(AFA_PORT)) fail('The configuration is wrong: AFA_PORT: must be a port number.');

/** Lines of a process with its name before them; the log is JSON, of which the message and what went wrong are shown. */
function shown(name, line) {
  if (!line.startsWith('{')) return `${name}: ${line}`;
  const { level, msg, err } = JSON.parse(line);
  if (level === 'info' && name !== 'relay') return null;
  return `${name}: ${level === 'info' ? '' : `${level}: `}${msg}${err?.message ? ` (${err.message})` : ''}`;
}

const rests = new Map();
function tell(name, text) {
  const lines = `${rests.get(name) ?? ''}${text}`.split('\n');
  rests.set(name, lines.pop());
  for (const line of lines) {
    const words = line.trim() === '' ? null : shown(name, line);
    if (words) console.error(`  ${words}`);
  }
}

const banner = ({ urls, directory }) => `
  All for All is ready in its distributed profile. Its data are in ${relative(process.cwd(), directory) || directory}.

    swaps        ${urls.gateway}/v1/swaps
    GraphQL      ${urls.gateway}/graphql
    live events  ${urls.gateway}/v1/events/stream
    API          ${urls.gateway}/openapi.json

    command side ${urls['command-api']}   relay ${urls.relay}   projector ${urls.projector}
    Kafka        ${urls.KAFKA_BROKERS}, topic afa.events.v1
    event log    ${urls.KURRENTDB_URL}

    AFA_DATA_DIR=${AFA_DATA_DIR} npx afa token   shows the token for writing.
${
  KURRENTDB_URL
    ? ''
    : `
  THE EVENT LOG IS A STAND-IN: it speaks KurrentDB's protocol and keeps events in a file, for trying out and for tests.
  Enter nothing there that must not be lost; for real use set KURRENTDB_URL.
`
}`;

let distributed;
let stopping = false;
async function stop(code) {
  // Before everything runs, and with the second signal: at once; what was started ends with this process.
  if (stopping || !distributed) process.exit(1);
  stopping = true;
  console.error('Stopping: gateway, command side, relay, projector, then what they stand on.');
  await distributed.stop().catch((error) => console.error(error.message));
  process.exit(code);
}
process.on('SIGINT', () => void stop(0));
process.on('SIGTERM', () => void stop(0));

try {
  console.error('Starting PostgreSQL, Kafka, the event log and the apps; the first time takes longer.');
  distributed = await startDistributed({
    directory: AFA_DATA_DIR,
    databaseUrl: DATABASE_URL,
    kafkaBrokers: KAFKA_BROKERS,
    kurrentUrl: KURRENTDB_URL,
    ports: { gateway: Number(AFA_PORT) },
    environment: {
      '*': Object.fromEntries(
        Object.entries(process.env).filter(([name]) => /^(AFA_(?!PORT|HOST|DATA_DIR)|OTEL_)/.test(name)),
      ),
    },
    output: tell,
    firstCase: !process.argv.includes('--empty'),
  });
} catch (error) {
  fail(error.message);
}

void distributed.died.then(({ name, how, words }) => {
  if (stopping) return;
  console.error(
    `${name} has ended (${how}); everything stops.${words ? `\nIt said last:\n${words.slice(-2_000)}` : ''}`,
  );
  void stop(1);
});
console.log(banner(distributed));
