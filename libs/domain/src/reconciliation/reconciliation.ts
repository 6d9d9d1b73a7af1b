export { circumstanceOf } from './circumstance.ts';
export { type Labels, describeReconciliation } from './describe.ts';
export { reconcileEstimates } from './reconcile-estimates.ts';
export { reconcileSwap, searchAllowance } from './reconcile-swap.ts';
export type * from './types.ts';
