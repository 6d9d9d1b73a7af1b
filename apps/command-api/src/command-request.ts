import type { CommandOutcome } from './answer.ts';

/** Who sends a command, and how. */
export interface CommandRequest {
  readonly name: string;
  readonly body: unknown;
  readonly actor: string;
  readonly idempotencyKey?: string | undefined;
  /** The revision the client saw; another one is answered 412. */
  readonly expectedRevision?: number | undefined;
  readonly dryRun?: boolean | undefined;
  readonly correlationId?: string | undefined;
  readonly traceparent?: string | undefined;
}

export type ExecuteCommand = (request: CommandRequest) => Promise<CommandOutcome>;
