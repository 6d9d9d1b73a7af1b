export type { CommandAnswer, CommandOutcome, DryRunAnswer } from './answer.ts';
export { importCaseFile } from './case-file/index.ts';
export { CommandApiModule } from './command-api.module.ts';
export { type CommandRequest, createExecutor, type ExecuteCommand } from './execute.ts';
export { problemOf } from './http/problems.ts';
export { type Answers, storedAnswers } from './idempotency/answers.ts';
export { idempotent } from './idempotency/idempotent.ts';
export { apiMigrations } from './idempotency/migrations.ts';
export { CommandApi } from './services.ts';
