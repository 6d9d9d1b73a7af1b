export type { ParkReason } from './engine/prepare.ts';
export type { Redriven } from './engine/redrive.ts';
export type { AppliedProgress, ProjectionLogger } from './engine/run.ts';
export type { StreamWait, Wait } from './engine/waits.ts';
export { ProjectionFenced } from './engine/tables.ts';
export { type Generation, GenerationOutdated, servingGeneration } from './postgres/create-generation.ts';
export { projectionMigrations } from './migrations.ts';
export {
  type Lag,
  listProjections,
  NothingServes,
  type ParkedRow,
  parkedEvents,
  parkedStreams,
  type ProjectionStatus,
  type Serving,
} from './postgres/progress.ts';
export {
  type ProjectionMetrics,
  type Projector,
  type ProjectorOptions,
  type ProjectorState,
  startProjector,
} from './projector.ts';
export type { Feed, PartitionHandlers, PartitionMessage, RunningFeed } from './partitions/feed.ts';
export { type PartitionedProjectorOptions, startPartitionedProjector } from './partitions/start.ts';
export { publishedLag } from './partitions/lag.ts';
export { readModels } from './read-models/all.ts';
export { type ReadModel, type ReadModelName, readModelNames } from './read-models/read-model.ts';
export type { Row } from './read-models/row.ts';
export { type Operator, type OperatorOptions, openOperator } from './operate.ts';
export { type Comparison, type CompareOptions, compareAsOf, type Difference } from './replay/compare.ts';
export { BuildUnderWay } from './generations/begin-build.ts';
export { BuildGivenUp } from './generations/builder.ts';
export type { Build } from './generations/builds.ts';
export { type GenerationComparison, GenerationLags } from './generations/compare.ts';
export type { RowDifference, TableCount } from './generations/compare-rows.ts';
export type { KeptComparison } from './generations/comparisons.ts';
export type { GenerationStatus } from './generations/generation-status.ts';
export type { Start } from './generations/followers.ts';
export type { GenerationOperations, SwitchRequest } from './generations/operations.ts';
export { type Projections, type ProjectionsOptions, startProjections } from './generations/projections.ts';
export { RetirementRefused } from './generations/retire.ts';
export { type Switched, type SwitchRefusal, SwitchRefused } from './generations/switch.ts';
export type { BuildProgress } from './generations/watch-build.ts';
export { type Replay, type ReplayOptions, replayTo } from './replay/replay.ts';
