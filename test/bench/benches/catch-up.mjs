import { withClient } from '../harness/database.mjs';
import { statementsOf } from '../harness/counting.mjs';
import { readModels } from '../harness/product.mjs';
import { project, registerDatabase } from '../harness/register-database.mjs';
import { interleaved, ratios } from '../harness/rounds.mjs';
import { pagedRead } from '../references/paged-read.mjs';
import { openTypeormProjector } from '../references/typeorm-projector.mjs';

const THREE = readModels.filter(({ name }) => ['swaps', 'detentions', 'claims'].includes(name));
const DROP = {
  schema: (generation) => `DROP SCHEMA rm_${generation} CASCADE`,
  row: 'DELETE FROM projection.generations WHERE generation = $1',
};

/** A generation of its own, cold, of three read models; removed afterwards. */
function catchUp(register) {
  let generation = 1;
  return async () => {
    generation += 1;
    const taken = await project(register, register.head, { generation, models: THREE });
    await withClient(register.adminUrl, async (client) => {
      await client.query(DROP.schema(generation));
      await client.query(DROP.row, [generation]);
    });
    return (Number(register.head) * 1_000) / taken;
  };
}

/** Catch-up of swaps, detentions and claims, every version kept, against reading alone and against one event at a time. */
export async function b9({ server, report, rounds, events, quick }) {
  const register = await registerDatabase(server, { events, streams: events / 10 });
  const naive = await openTypeormProjector(register.adminUrl, await server.empty('b9_typeorm'), quick ? 300 : 1_000);
  const product = catchUp(register);
  const figures = await interleaved(
    rounds,
    {
      product: async () => ({ rate: await product() }),
      'paged read': async () => ({ rate: await pagedRead(register.urls.reader, register.head) }),
      'TypeORM per event': async () => ({ rate: await naive.project() }),
    },
    { before: () => server.checkpoint() },
  );
  report.figures('B9', figures, { rate: ' events/s' });
  report.ratio(
    'B9',
    `catch-up, ${events} events, 3 read models: rate to paged read`,
    ratios(figures, 'product', 'paged read', 'rate'),
    { atLeast: 0.1 },
  );
  report.ratio(
    'B9',
    `catch-up, ${events} events, 3 read models: rate to TypeORM per event`,
    ratios(figures, 'product', 'TypeORM per event', 'rate'),
    { atLeast: 50 },
  );
  const statements = await statementsOf(product);
  report.counter('B9', 'statements per event', statements.length / events);
  report.counter('B9', 'WAL bytes per event', Math.round((await server.walBytes(product)) / events));
  report.note(
    `B9: TypeORM was timed over the first ${quick ? 300 : 1_000} events that carry a claim; at its rate all of them would take too long.`,
  );
  await naive.close();
}
