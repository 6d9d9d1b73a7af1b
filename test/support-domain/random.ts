/** A seeded source of chance: the same seed gives the same values on every machine. */
export interface Random {
  /** A whole number from 0 up to, and without, `below`. */
  below(below: number): number;
  chance(probability: number): boolean;
  pick<Item>(items: readonly Item[]): Item;
  /** Between `least` and `most` different items, in their order. */
  some<Item>(items: readonly Item[], least: number, most: number): Item[];
  uuid(): string;
}

/** mulberry32: 32 bits of state are plenty for test data. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (most: number): number => Math.floor(next() * most);
  const hex = (digits: number): string => Array.from({ length: digits }, () => below(16).toString(16)).join('');
  return {
    below,
    chance: (probability) => next() < probability,
    pick: (items) => items[below(items.length)]!,
    some: (items, least, most) => {
      const wanted = Math.min(items.length, least + below(most - least + 1));
      const chosen = new Set<number>();
      while (chosen.size < wanted) chosen.add(below(items.length));
      return items.filter((_, index) => chosen.has(index));
    },
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(12)}`,
  };
}
