import type { Effort } from './combine.ts';
import { byText } from './groups.ts';

/** How many findings a list holds. Hundreds of claims on one quantity make thousands of sums by chance, and nobody reads them. */
export const listLimit = 200;

/** The first of the candidates by an order of their own, cut before they are spelled out; what is left out is counted. */
export function foremost<Item>(items: readonly Item[], orderOf: (item: Item) => string, effort: Effort): Item[] {
  const ordered = items.map((item) => ({ item, order: orderOf(item) }));
  ordered.sort((one, other) => byText(one.order, other.order));
  effort.omitted += Math.max(0, items.length - listLimit);
  return ordered.slice(0, listLimit).map(({ item }) => item);
}
