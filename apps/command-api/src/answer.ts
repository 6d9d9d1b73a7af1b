import type { AnswerChange, RecordedEvent, Rejection } from '#libs/contracts';
import type { Addressed } from './addressed.ts';

/** What a command led to. `events` name the events without their data, so that a stored answer holds nothing personal. */
export interface CommandAnswer {
  readonly commandId: string;
  readonly stream: string;
  /** The subject's id. */
  readonly id: string;
  readonly revision: number;
  readonly position: string;
  readonly events: readonly {
    readonly id: string;
    readonly type: string;
    readonly revision: number;
    readonly position: string;
  }[];
  /** True where the same command had been accepted before and this is its first answer. */
  readonly repeated: boolean;
}

/** What a command would lead to. */
export interface DryRunAnswer {
  readonly commandId: string;
  readonly stream: string;
  readonly id: string;
  readonly dryRun: true;
  readonly events: readonly { readonly id: string; readonly type: string; readonly data: unknown }[];
  /** The answers of the register that would change; left out where nothing was given that could tell. */
  readonly changes?: readonly AnswerChange[];
  /** How many more answers would change than are listed. */
  readonly moreChanges?: number;
}

/** How a command ended; the status is that of HTTP, which GraphQL and imports use as a code too. */
export type CommandOutcome =
  | { readonly kind: 'accepted'; readonly answer: CommandAnswer }
  | { readonly kind: 'dry-run'; readonly answer: DryRunAnswer }
  | {
      readonly kind: 'rejected';
      readonly status: 400 | 404 | 409 | 412 | 422;
      readonly rejections: readonly Rejection[];
      /** The stream's revision, where another one was expected. */
      readonly currentRevision?: number | null;
    };

export const refuse = (
  status: 400 | 404 | 409 | 412 | 422,
  ...rejections: readonly Rejection[]
): CommandOutcome & { kind: 'rejected' } => ({ kind: 'rejected', status, rejections });

/** The status of rejections by the domain: a subject or claim that is not there is 404, everything else is a rule. */
export const refuseByRules = (rejections: readonly Rejection[]): CommandOutcome & { kind: 'rejected' } =>
  refuse(rejections.every(({ rule }) => rule === 'unknown-target') ? 404 : 422, ...rejections);

/** The stream is not where the client saw it; null is a stream without any event. */
export const refuseRevision = (expected: number, current: number | null): CommandOutcome & { kind: 'rejected' } => ({
  ...refuse(412, {
    rule: 'wrong-revision',
    pointer: '',
    detail: `expected revision ${expected}, the stream is at ${current ?? 'no event'}`,
  }),
  currentRevision: current,
});

/** The answer to a command that wrote these events. */
export function answerOf(
  { commandId, stream, id }: Addressed,
  events: readonly Pick<RecordedEvent, 'id' | 'type' | 'revision' | 'position'>[],
  repeated: boolean,
): CommandAnswer {
  const { revision, position } = events.at(-1)!;
  const named = events.map(({ id: eventId, type, revision: at, position: place }) => ({
    id: eventId,
    type,
    revision: at,
    position: place,
  }));
  return { commandId, stream, id, revision, position, events: named, repeated };
}
