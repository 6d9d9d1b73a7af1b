export type { ParkReason } from './engine/prepare.ts';
export type { Redriven } from './engine/redrive.ts';
export type { AppliedProgress, ProjectionLogger } from './engine/run.ts';
export type { StreamWait, Wait } from './engine/waits.ts';
export { ProjectionFenced } from './engine/tables.ts';
export { type Generation, GenerationOutdated, servingGeneration } from './postgres/create-generation.ts';
export { projectionMigrations } from './postgres/migrations.ts';
export {
  type Lag,
  listProjections,
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
export { readModels } from './read-models/all.ts';
export { type ReadModel, type ReadModelName, readModelNames } from './read-models/read-model.ts';
export type { Row } from './read-models/row.ts';
export { type Operator, type OperatorOptions, openOperator } from './operate.ts';
export { type Comparison, type CompareOptions, compareAsOf, type Difference } from './replay/compare.ts';
export { type Replay, type ReplayOptions, replayTo } from './replay/replay.ts';
