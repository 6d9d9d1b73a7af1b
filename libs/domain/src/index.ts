export type { Aggregate, Attachment, Context, Fact } from './aggregate.ts';
export { claimsOf, correctedCommand, type KnownClaim, shapeRejections } from './claims.ts';
export * from './counts.ts';
export * from './dates.ts';
export { aggregates, decideCommand, personalSubjectOf } from './decide.ts';
export { changesClaims, effectiveEvents, fold } from './fold.ts';
export * from './quotes.ts';
export { evidenceBreaches, type SourceState } from './source.ts';
export type { Slot, SwapState } from './swap.ts';
