import { withClient } from '../harness/database.mjs';

const PAGE = {
  name: 'page',
  // As text: another contender may have told the driver to read such numbers as BigInt.
  text: `SELECT position::text AS position, stream, revision, id, type, schema_version, recorded_at, data::text AS data, metadata::text AS metadata
  FROM log.events WHERE events.position > $1 ORDER BY events.position LIMIT 1000`,
};

/** The ceiling of a catch-up: pages of 1,000 events, both JSON columns parsed, nothing done with them. */
export async function pagedRead(url, head) {
  return withClient(url, async (client) => {
    const begun = performance.now();
    let events = 0;
    for (let after = '0'; after !== head;) {
      const { rows } = await client.query({ ...PAGE, values: [after] });
      for (const row of rows) {
        row.data = JSON.parse(row.data);
        row.metadata = JSON.parse(row.metadata);
      }
      events += rows.length;
      after = rows.at(-1).position;
    }
    return (events * 1_000) / (performance.now() - begun);
  });
}
