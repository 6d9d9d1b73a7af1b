/** What stays open for long, and must not keep the server from stopping. */
export interface UntilShutdown<Item> {
  /** @returns false where the server is stopping already: then it has been ended at once */
  add(item: Item): boolean;
  delete(item: Item): void;
  endAll(): void;
}

/**
 * Ends with the server whatever is open. A request that was let in before it began to stop may open something after everything was ended: that
 * is ended as well, or the server would wait for it until it is killed.
 */
export function untilShutdown<Item>(end: (item: Item) => void): UntilShutdown<Item> {
  const open = new Set<Item>();
  let stopping = false;
  return {
    add(item) {
      if (stopping) end(item);
      else open.add(item);
      return !stopping;
    },
    delete: (item) => void open.delete(item),
    endAll() {
      stopping = true;
      for (const item of open) end(item);
    },
  };
}
