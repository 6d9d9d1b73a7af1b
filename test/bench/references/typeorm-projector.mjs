import { DataSource, EntitySchema } from 'typeorm';
import { withClient } from '../harness/database.mjs';

const entity = (name) =>
  new EntitySchema({
    name,
    tableName: name,
    columns: { key: { type: 'text', primary: true }, revision: { type: 'int' }, doc: { type: 'jsonb' } },
  });
const [Swap, Detention, Claim] = ['naive_swap', 'naive_detention', 'naive_claim'].map(entity);
const Checkpoint = new EntitySchema({
  name: 'naive_checkpoint',
  columns: { id: { type: 'int', primary: true }, position: { type: 'bigint' } },
});
const subjects = { swap: Swap, detention: Detention };

/** One event as a CRUD application projects it: find, change, save, and the checkpoint, in a transaction. Keeps the last state only. */
async function apply(source, { position, stream, revision, id, type, data }) {
  const [category] = stream.split('-', 1);
  await source.transaction(async (manager) => {
    const subject = subjects[category];
    if (subject) {
      const key = stream.slice(category.length + 1);
      const row = (await manager.findOneBy(subject, { key })) ?? { key, revision: -1, doc: { reports: [] } };
      const { claim: _claim, ...report } = data;
      row.revision = revision;
      row.doc = { reports: [...row.doc.reports, { type, claim: id, ...(category === 'detention' && report) }] };
      await manager.save(subject, row);
    }
    if (data.claim) await manager.save(Claim, { key: id, revision, doc: { type, stream, ...data } });
    await manager.save(Checkpoint, { id: 1, position });
  });
}

const EVENTS =
  'SELECT position, stream, revision::int, id, type, data FROM log.events WHERE data ? $1 ORDER BY position LIMIT $2';

/** @param {string} logUrl where the events are @param {string} url an empty database for the rows */
export async function openTypeormProjector(logUrl, url, events) {
  const source = new DataSource({
    type: 'postgres',
    url,
    entities: [Swap, Detention, Claim, Checkpoint],
    synchronize: true,
    logging: false,
  });
  await source.initialize();
  const { rows } = await withClient(logUrl, (client) => client.query(EVENTS, ['claim', events]));
  return {
    /** Events per second over the first so many that say something of the three read models, from empty tables on. */
    async project() {
      for (const each of [Swap, Detention, Claim, Checkpoint]) await source.getRepository(each).clear();
      const begun = performance.now();
      for (const row of rows) await apply(source, row);
      return (rows.length * 1_000) / (performance.now() - begun);
    },
    close: () => source.destroy(),
  };
}
