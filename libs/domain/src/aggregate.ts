import type { Category, Command, CommandName, DomainEvent, EventData, EventType, Result } from '#libs/contracts';

/** What a command leads to, before the handler gives it an id, metadata and a place in the log. */
export type Fact<Type extends EventType = EventType> = {
  [Each in Type]: { readonly type: Each; readonly data: EventData<Each> };
}[Type];

/** What `decide` may know besides the state of its own stream. No clock, no random, no I/O. */
export interface Context {
  /** The id of the subject the stream is about. */
  readonly id: string;
  /** Whose personal data the stream holds: the person's own id, or the detained person's or group's. */
  readonly personalSubject: string;
  /** What the attached text showed; only for AttachSourceText. */
  readonly attachment?: Attachment;
}

/** An attached text, checked outside of the domain because hashing and reading the log are. */
export interface Attachment {
  readonly sha256: string;
  /** In code points. */
  readonly length: number;
  /** Evidence up to this position of the log was checked. */
  readonly upTo: string;
  readonly checked: readonly { start: number; end: number; quoteSha256: string }[];
  readonly failed: readonly { start: number; end: number; quoteSha256: string }[];
}

/**
 * A kind of stream: its state before the first event, how an event changes it, and what a command leads to.
 * `evolve` never throws and never refuses: what is in the log has happened.
 */
export interface Aggregate<State, Name extends CommandName = CommandName> {
  readonly category: Category;
  readonly initial: State;
  evolve(state: State, event: DomainEvent): State;
  decide(state: State, command: Command<Name>, context: Context): Result<readonly Fact[]>;
}
