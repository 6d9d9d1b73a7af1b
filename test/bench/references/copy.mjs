import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { withClient } from '../harness/database.mjs';
import { EVENTS_TABLE } from './events-table.mjs';

const COPY = 'COPY events (stream, revision, id, type, schema_version, recorded_at, data, metadata) FROM STDIN';
const CHUNK = 1_000;

/** COPY's text form: backslashes doubled, no tab or line break. */
const field = (text) => text.replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n');

const line = ({ stream, revision, event: { id, type, schemaVersion, data, metadata } }) =>
  `${stream}\t${revision}\t${id}\t${type}\t${schemaVersion}\t${new Date().toISOString()}\t${field(JSON.stringify(data))}\t${field(JSON.stringify(metadata))}\n`;

/** The ceiling: rows of the same form and size into the same table, in one COPY. Writing the rows as text is part of it. */
export async function openCopy(url) {
  await withClient(url, (client) => client.query(EVENTS_TABLE));
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return {
    async copy(rows) {
      function* chunks() {
        for (let start = 0; start < rows.length; start += CHUNK)
          yield rows
            .slice(start, start + CHUNK)
            .map(line)
            .join('');
      }
      await pipeline(Readable.from(chunks()), client.query(copyFrom(COPY)));
    },
    close: () => client.end(),
  };
}
