import { entailmentFindings, identicalFindings, roundingFindings } from './agreements.ts';
import { type Cell, type Stated, pairsOf } from './cells.ts';
import type { Effort } from './combine.ts';
import { claimConflicts, denialConflicts } from './contradictions.ts';
import type { Explanation } from './one-part.ts';
import type { Conflict } from './part-conflicts.ts';
import type { Finding } from './types.ts';

/** What was found about one quantity in one kind of unit, before it is put in order. */
export interface Draft {
  readonly identical: readonly Finding[];
  readonly entails: readonly Finding[];
  readonly rounds: readonly Finding[];
  readonly sums: readonly Finding[];
  readonly scopeMismatch: readonly Finding[];
  readonly explanations: readonly Explanation[];
  readonly conflicts: readonly Conflict[];
}

/** How claims about one quantity stand to each other, without any arithmetic between quantities. */
export function comparedClaims(cells: readonly Cell[], denied: readonly Stated[], effort: Effort): Draft {
  const pairs = pairsOf(cells, effort);
  return {
    identical: identicalFindings(cells, pairs),
    entails: entailmentFindings(pairs, effort),
    rounds: roundingFindings(pairs, effort),
    sums: [],
    scopeMismatch: [],
    explanations: [],
    conflicts: [...claimConflicts(cells, pairs, effort), ...denialConflicts(cells, denied)],
  };
}
