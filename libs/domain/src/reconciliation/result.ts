import type { Effort } from './combine.ts';
import type { Draft } from './drafts.ts';
import { byText } from './groups.ts';
import { listLimit } from './limits.ts';
import type { Explanation } from './one-part.ts';
import type { Conflict } from './part-conflicts.ts';
import { gradeOrder } from './preference.ts';
import type { Finding, Quantity, QuantityClaim, Reconciliation } from './types.ts';

/** Firm before possible, one account before several, then by the words: the order in which the claims came in leaves no trace. */
const byWeight = (one: Finding, other: Finding): number =>
  byText(one.strength, other.strength) ||
  gradeOrder.indexOf(one.grade) - gradeOrder.indexOf(other.grade) ||
  byText(one.kind, other.kind) ||
  byText(one.text, other.text) ||
  byText(one.claims.join(), other.claims.join());

/** What accounts for a conflict: each set of numbers it stands between must hold one of the conflict's. */
function explainedBy({ numbers }: Conflict, explanations: readonly (Explanation | null)[]): number[] {
  const accountsFor = ({ between }: Explanation) => between.every((keys) => [...keys].some((key) => numbers.has(key)));
  return explanations.flatMap((each, position) => (each && accountsFor(each) ? [position] : []));
}

interface Kept {
  readonly findings: readonly Finding[];
  readonly omitted: number;
}

function kept(findings: readonly Finding[]): Kept {
  const sorted = [...findings].sort(byWeight);
  return { findings: sorted.slice(0, listLimit), omitted: Math.max(0, sorted.length - listLimit) };
}

function keptConflicts(drafts: readonly Draft[], order: readonly Finding[]): Kept {
  return kept(
    drafts.flatMap(({ conflicts, explanations }) => {
      // Only explanations in the same kind of unit, at the places that all of them have in the answer.
      const own = new Map(explanations.map((each) => [each.finding, each]));
      const placed = order.map((finding) => own.get(finding) ?? null);
      return conflicts.map((conflict) => ({ ...conflict.finding, explainedBy: explainedBy(conflict, placed) }));
    }),
  );
}

/** Puts what was found in the several kinds of units together, each list in an order that follows from the findings alone. */
export function resultOf(
  quantity: Quantity,
  claims: readonly QuantityClaim[],
  drafts: readonly Draft[],
  { steps, complete, omitted: cut }: Effort,
): Reconciliation {
  const list = (name: 'identical' | 'entails' | 'rounds' | 'sums' | 'scopeMismatch') =>
    kept(drafts.flatMap((draft) => draft[name]));
  const explanations = kept(drafts.flatMap((draft) => draft.explanations.map(({ finding }) => finding)));
  const contradictions = keptConflicts(drafts, explanations.findings);
  const [identical, entails, rounds] = [list('identical'), list('entails'), list('rounds')];
  const [sums, scopeMismatch] = [list('sums'), list('scopeMismatch')];
  const all = [identical, entails, rounds, sums, explanations, scopeMismatch, contradictions];
  return {
    quantity,
    claims: [...claims].sort((one, other) => byText(one.claim, other.claim)),
    identical: identical.findings,
    entails: entails.findings,
    rounds: rounds.findings,
    sums: sums.findings,
    explanations: explanations.findings,
    scopeMismatch: scopeMismatch.findings,
    contradictions: contradictions.findings,
    search: { steps, complete, omitted: all.reduce((total, { omitted }) => total + omitted, cut) },
  };
}
