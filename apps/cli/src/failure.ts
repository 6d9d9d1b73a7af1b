/** What the process ends with; documented in docs/cli.md, so never renumbered. */
export const exitCodes = {
  ok: 0,
  failure: 1,
  usage: 2,
  verificationFailed: 3,
  notFound: 4,
  conflict: 5,
  unavailable: 6,
  /** 128 + SIGINT, as shells count it. */
  interrupted: 130,
} as const;

export type ExitReason = keyof typeof exitCodes;

/** An expected end of a command: a sentence for the person at the terminal, printed without a stack. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly reason: ExitReason;
  /** Further lines below the sentence: each thing that is wrong, or what to do. */
  readonly details: readonly string[];
  /** What `--json` prints on stderr in place of the sentence; by default the reason and the sentence. */
  readonly json: unknown;

  constructor(
    reason: ExitReason,
    message: string,
    options: { details?: readonly string[]; json?: unknown } & ErrorOptions = {},
  ) {
    super(message, options);
    this.reason = reason;
    this.details = options.details ?? [];
    this.json = options.json ?? { error: reason, message, ...(this.details.length > 0 && { details: this.details }) };
  }
}

export const usage = (message: string, ...details: string[]): Failure => new Failure('usage', message, { details });
