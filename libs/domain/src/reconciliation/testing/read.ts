import type { Finding, Quantity, Reconciliation } from '../types.ts';

const lists = ['identical', 'entails', 'rounds', 'sums', 'explanations', 'scopeMismatch', 'contradictions'] as const;

export const findingsOf = (result: Reconciliation): Finding[] => lists.flatMap((list) => result[list]);

/** A finding in one line: strength, grade, numbers. */
export const line = ({ strength, grade, text }: Finding): string => `${strength} ${grade}: ${text}`;

/** Every finding of every list that has any. */
export const lines = (result: Reconciliation): Partial<Record<(typeof lists)[number], string[]>> =>
  Object.fromEntries(lists.filter((list) => result[list].length > 0).map((list) => [list, result[list].map(line)]));

export const nameOf = (quantity: Quantity): string =>
  quantity.kind === 'leg' ? `${quantity.leg} ${quantity.phase}` : `held by ${quantity.holder}`;

export const quantity = (results: readonly Reconciliation[], name: string): Reconciliation => {
  const found = results.find((result) => nameOf(result.quantity) === name);
  if (!found) throw new Error(`${name} is not among ${results.map((each) => nameOf(each.quantity)).join(', ')}`);
  return found;
};
