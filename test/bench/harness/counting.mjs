import { createRequire } from 'node:module';

/** The driver that the product uses; a benchmark's own may be another copy. */
const pg = createRequire(new URL('../../../package.json', import.meta.url))('pg');
const query = pg.Client.prototype.query;

/** The statements that this process sends through the product's driver while `work` runs. Counted apart from what is timed. */
export async function statementsOf(work) {
  const texts = [];
  pg.Client.prototype.query = function counted(first, ...rest) {
    texts.push(typeof first === 'string' ? first : (first?.text ?? String(first)));
    return query.call(this, first, ...rest);
  };
  try {
    await work();
    return texts;
  } finally {
    pg.Client.prototype.query = query;
  }
}
