import { randomUUID } from 'node:crypto';
import { randomFrom, zipf } from './random.mjs';

/**
 * Streams for appends, with the revision that each must have next. A stream is given to one client at a time: every append names the exact
 * revision and none conflicts (contention is another benchmark).
 */
export function streamsFor({ count, seed, data, prefix }) {
  const random = randomFrom(seed);
  const draw = zipf(random, count);
  const names = Array.from({ length: count }, () => `${prefix}-${random.uuid()}`);
  const revisions = new Uint32Array(count);
  const busy = new Set();
  let drawn = 0;
  const event = () => {
    drawn += 1;
    const id = randomUUID();
    const metadata = { actor: 'benchmark', commandId: id, correlationId: id, causationId: id };
    return { id, type: 'LegReported', schemaVersion: 1, data: data[drawn % data.length], metadata };
  };
  const free = () => {
    let stream = draw();
    while (busy.has(stream)) stream = count === 1 ? stream : draw();
    return stream;
  };
  return {
    /** Appends one event somewhere. */
    async appendTo(store) {
      const stream = free();
      busy.add(stream);
      await store.append(names[stream], revisions[stream], event());
      revisions[stream] += 1;
      busy.delete(stream);
    },
    /** The same kind of rows for COPY. */
    rows: (many) =>
      Array.from({ length: many }, () => {
        const stream = draw();
        return { stream: names[stream], revision: revisions[stream]++, event: event() };
      }),
  };
}
