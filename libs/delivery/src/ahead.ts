import { setImmediate as turn } from 'node:timers/promises';

/**
 * The items in their order, each made while the one before is in use: making and using overlap, and at most one waits. Its making begins a turn
 * later, when what the user of the one before sends is on its way. `end` is called when no more is wanted, and must bring a source to its end
 * that waits for its next item, or whoever leaves early would hang on what he will never take.
 * @throws what the source throws, once what was made before has been handed over
 */
export async function* ahead<Item>(items: AsyncIterable<Item>, end: () => void): AsyncGenerator<Item, void, void> {
  const source = items[Symbol.asyncIterator]();
  let next = source.next();
  try {
    for (let item = await next; !item.done; item = await next) {
      next = turn().then(() => source.next());
      // Thrown to the user when he asks for that item, not into the void before.
      next.catch(() => undefined);
      yield item.value;
    }
  } finally {
    end();
    await next.catch(() => undefined);
    await source.return?.();
  }
}
