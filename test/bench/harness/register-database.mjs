import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { from as copyFrom } from 'pg-copy-streams';
import { registerLog } from '../data/register.mjs';
import { withClient } from './database.mjs';
import { openPostgresLogReader, plainCodec, silent, startProjector } from './product.mjs';

const COPY =
  'COPY log.events (position, stream, revision, id, type, schema_version, recorded_at, data, metadata) FROM STDIN';
const BEGUN = Date.UTC(2020, 0, 1);
const field = (value) => JSON.stringify(value).replaceAll('\\', '\\\\');

function* lines(log) {
  for (const [index, { stream, revision, id, type, schemaVersion, data, metadata }] of log.entries()) {
    const recordedAt = new Date(BEGUN + index * 1_000).toISOString();
    yield `${index + 1}\t${stream}\t${revision}\t${id}\t${type}\t${schemaVersion}\t${recordedAt}\t${field(data)}\t${field(metadata)}\n`;
  }
}

/** A product database whose log holds the generated events: put there as they would stand, for how they came is not measured here. */
async function fill(prepared, log) {
  await withClient(prepared.adminUrl, async (client) => {
    await pipeline(Readable.from(lines(log)), client.query(copyFrom(COPY)));
    await client.query('UPDATE log.writer SET last_position = $1', [log.length]);
    await client.query('VACUUM ANALYZE log.events');
  });
}

const kept = new Map();

/**
 * The register of so many events, with its first generation of all read models; made once in a run.
 * @returns {Promise<{adminUrl: string, urls: object, head: string, builtIn: number}>} `builtIn`: milliseconds that generation took
 */
export async function registerDatabase(server, { events, streams }) {
  const name = `register_${events}_${streams}`;
  if (kept.has(name)) return kept.get(name);
  const prepared = await server.product(name);
  await fill(prepared, registerLog({ events, streams }));
  const head = String(events);
  const builtIn = await project(prepared, head);
  await withClient(prepared.adminUrl, (client) => client.query('VACUUM ANALYZE'));
  const made = { ...prepared, name, head, builtIn };
  kept.set(name, made);
  return made;
}

/** Runs a projector until it has reached the head. @returns {Promise<number>} milliseconds, from its start on */
export async function project({ urls }, head, options = {}) {
  const log = await openPostgresLogReader({ url: urls.reader, codec: plainCodec });
  const begun = performance.now();
  const projector = await startProjector({ log, url: urls.projector, logger: silent, ...options });
  try {
    if ((await projector.waitFor(head, 3_600_000)) !== 'reached') throw new Error('the projector did not catch up');
    const taken = performance.now() - begun;
    const { parked } = await projector.serving();
    if (parked.length > 0) throw new Error(`parked: ${parked.length} streams`);
    return taken;
  } finally {
    await projector.stop();
    await log.close();
  }
}
