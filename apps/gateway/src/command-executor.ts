import type { AnswerChange, Rejection } from '#libs/contracts';

/** A command on its way, as the write side takes it. */
export interface CommandRequest {
  readonly name: string;
  readonly body: unknown;
  readonly actor: string;
  readonly idempotencyKey?: string | undefined;
  readonly expectedRevision?: number | undefined;
  readonly dryRun?: boolean | undefined;
  readonly traceparent?: string | undefined;
  /** As the caller sent it, for a write side that is another process and asks for itself who it is. */
  readonly authorization?: string | undefined;
}

/** What became of a command, as the write side answers it. Applications do not import each other, so the form stands here too. */
export type CommandOutcome =
  | {
      readonly kind: 'accepted';
      readonly answer: {
        readonly commandId: string;
        readonly stream: string;
        readonly id: string;
        readonly revision: number;
        readonly position: string;
        readonly events: readonly {
          readonly id: string;
          readonly type: string;
          readonly revision: number;
          readonly position: string;
        }[];
        readonly repeated: boolean;
      };
    }
  | {
      readonly kind: 'dry-run';
      readonly answer: {
        readonly commandId: string;
        readonly stream: string;
        readonly id: string;
        readonly events: readonly { readonly id: string; readonly type: string; readonly data: unknown }[];
        readonly changes?: readonly AnswerChange[];
        readonly moreChanges?: number;
      };
    }
  | {
      readonly kind: 'rejected';
      readonly status: 400 | 404 | 409 | 412 | 422;
      readonly rejections: readonly Rejection[];
      readonly currentRevision?: number | null;
    };

export type ExecuteCommand = (request: CommandRequest) => Promise<CommandOutcome>;
