import type {
  BoundedCount,
  ClaimMade,
  Claimant,
  Scope,
  UncertainDate,
  declineKinds,
  legPhases,
  noShowKinds,
} from '#libs/contracts';
import type { CountBounds } from '../counts/bounds.ts';
import type { Slot } from '../swap.ts';

export type LegPhase = (typeof legPhases)[number];
export type AbsenceKind = (typeof declineKinds)[number] | (typeof noShowKinds)[number];

/** A claim that states a number. Give the standing ones only (as corrected), and every source of its evidence. */
export interface CountedClaim {
  readonly claim: string;
  readonly claimant: Claimant;
  readonly sources: readonly string[];
  /** null takes no part: a list of names is not a count. */
  readonly count: BoundedCount | null;
  /** Left out: the claimant says it is so. A denied number is never computed with. */
  readonly stance?: ClaimMade['stance'];
}

export interface LegClaim extends CountedClaim {
  readonly leg: string;
  readonly phase: LegPhase;
  readonly date?: UncertainDate | null;
}

/** A decline or no-show. Without a count it lowers the leg by the number of persons it names. */
export interface AbsenceClaim extends CountedClaim {
  readonly leg: string;
  readonly kind: AbsenceKind;
  readonly named?: number;
}

export interface EstimateClaim extends CountedClaim {
  readonly holder: string | null;
  readonly date: UncertainDate | null;
  readonly scope: Scope | null;
  readonly inclusion: string | null;
}

export interface SwapClaims {
  readonly slots: readonly Slot[];
  readonly claims: readonly LegClaim[];
  readonly absences: readonly AbsenceClaim[];
}

export interface HolderEstimates {
  readonly holder: string | null;
  /** Those of other holders are left aside, and those without one unless a source has them beside one of this holder's. */
  readonly estimates: readonly EstimateClaim[];
}

/** Whether one source says all of it, one claimant does, or it takes the words of several; the last is never more than possible. */
export type Grade = 'sameSource' | 'sameClaimant' | 'mixed';

/** A number with its bounds (in whatever its unit counts) and in words: `233`, `more than 2,200`, `10 to 15`. */
export interface Amount extends CountBounds {
  readonly text: string;
}

/** How a computed number stands to a claimed one. `ifExact`: the claim says "about" the very number that was computed. */
export type TermRelation = 'equals' | 'ifExact' | 'entails' | 'allows' | 'rounds';

export type TermRole =
  | 'same'
  | 'entailing'
  | 'entailed'
  | 'rounded'
  | 'rounding'
  | 'side'
  | 'addend'
  | 'minuend'
  | 'subtrahend'
  | 'result'
  | 'claimed';

/** One number of a finding, with every claim that states it; a `result` was computed and has none. */
export interface Term {
  readonly role: TermRole;
  /** addends + minuend − subtrahends = result holds within one equation. */
  readonly equation: number;
  readonly leg: string | null;
  readonly phase: LegPhase | null;
  readonly absence: AbsenceKind | null;
  readonly relation: TermRelation | null;
  /** The scope or date in its words, where that is what differs. */
  readonly words: string | null;
  readonly amount: Amount;
  readonly claims: readonly string[];
}

/** Whose account alone gives every graded term, and by which claims. */
export interface Account {
  readonly source: string | null;
  readonly claimant: Claimant | null;
  readonly claims: readonly string[];
}

export type FindingKind =
  | 'identical'
  | 'entailment'
  | 'rounding'
  | 'sum'
  | 'plannedLessAbsent'
  | 'actualLessAbsent'
  | 'onePart'
  | 'unit'
  | 'scope'
  | 'inclusion'
  | 'date'
  | 'claims'
  | 'parts'
  | 'denial';

/** What was found, with the claims it rests on and the arithmetic spelled out. */
export interface Finding {
  readonly kind: FindingKind;
  /** Every claim of every term. */
  readonly claims: readonly string[];
  /** A sum's is that of its addends; elsewhere all terms that claims state are graded. */
  readonly grade: Grade;
  /** Empty where the grade is mixed. */
  readonly accounts: readonly Account[];
  /** `firm`: an explanation explains, a contradiction cannot be resolved by the numbers. `possible`: neither may be said. */
  readonly strength: 'firm' | 'possible';
  /** What must hold besides, such as "if the scope is the same"; null where nothing must. */
  readonly condition: string | null;
  /** The numbers alone: "160 + 73 = 233". */
  readonly text: string;
  /** What the numbers mean, as a clause; null where they speak for themselves. */
  readonly note: string | null;
  readonly terms: readonly Term[];
  /** The wordings of the units that were put together: more than one means that the sources did not name one thing. */
  readonly units: readonly string[];
  /** Positions in `explanations` that account for a side of this contradiction, or for the step between two. It stands all the same. */
  readonly explainedBy: readonly number[];
}

export type Quantity =
  | ({ readonly kind: 'leg'; readonly phase: LegPhase } & Slot)
  | { readonly kind: 'estimates'; readonly holder: string | null };

/** A claim about the quantity as it was given; scope and inclusion are null for legs. */
export interface QuantityClaim {
  readonly claim: string;
  readonly claimant: Claimant;
  readonly sources: readonly string[];
  readonly count: BoundedCount;
  readonly date: UncertainDate | null;
  readonly scope: Scope | null;
  readonly inclusion: string | null;
}

/** What the search cost, and whether it saw everything. */
export interface Search {
  /** Elementary steps: pairs compared and numbers joined. The same for the same claims on every machine. */
  readonly steps: number;
  /** false: the bound was reached; what was found is true, and there may be more. */
  readonly complete: boolean;
  /** Findings left out because a list was full. */
  readonly omitted: number;
}

/** Why the numbers about one quantity differ (DOMAIN 7). */
export interface Reconciliation {
  readonly quantity: Quantity;
  readonly claims: readonly QuantityClaim[];
  readonly identical: readonly Finding[];
  readonly entails: readonly Finding[];
  readonly rounds: readonly Finding[];
  readonly sums: readonly Finding[];
  readonly explanations: readonly Finding[];
  readonly scopeMismatch: readonly Finding[];
  readonly contradictions: readonly Finding[];
  readonly search: Search;
}
