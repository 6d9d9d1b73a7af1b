export { accountStates, type AccountState, type AskedRange, type CustodyReport, type ReportKind } from './account.ts';
export {
  type BalanceEstimate,
  balanceOf,
  type BalanceOnDays,
  type BalanceQuestion,
  type Bound,
  type Episode,
  type EstimateOnDay,
  type InCustody,
  type ScopeOnDay,
} from './balance.ts';
export { LAST_DAY } from './days.ts';
export { type Overlap, overlapsOf } from './overlaps.ts';
