/** What can stop the application from starting, or a tool from reaching its data. Documents list these codes, so they are never renamed. */
export type PlatformErrorCode =
  | 'configuration-invalid'
  | 'data-directory-damaged'
  | 'data-directory-in-use'
  | 'data-directory-not-ours'
  | 'data-directory-unwritable'
  | 'data-directory-version'
  | 'database-newer'
  | 'database-privilege-missing'
  | 'database-setup-failed'
  | 'database-unreachable'
  | 'migration-failed'
  | 'no-unprivileged-account'
  | 'port-in-use'
  | 'postgres-binaries-missing'
  | 'postgres-not-stopped'
  | 'postgres-start-failed'
  | 'register-in-use'
  | 'secrets-missing'
  | 'dependency-unreachable';

/** An expected failure of the environment. `message` is one sentence for the person at the terminal; print it without the stack. */
export class PlatformError extends Error {
  override readonly name = 'PlatformError';
  readonly code: PlatformErrorCode;

  constructor(code: PlatformErrorCode, message: string, options?: ErrorOptions) {
    super(message.replace(/\s*\n\s*/g, ' '), options);
    this.code = code;
  }
}

/** The `code` of a Node or PostgreSQL error (`ENOENT`, `28P01`), if it has one. */
export function codeOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : undefined;
}

/** The message of whatever was thrown. A refused connection to several addresses has an empty message of its own; its parts are used. */
export function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(messageOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}

/** Known by name, not by class: the platform imports no other library. */
const TERMINAL_NAMES = new Set([
  'PlatformError',
  'EventLogAlreadyOpen',
  'EventLogBehind',
  'EventLogDamaged',
  'EventLogFenced',
  'EventLogUnsafe',
  'LogBehind',
  'TopicMismatch',
]);

/** Whether the message is one sentence for the person at the terminal, whom no stack would help. */
export const isToldToTheTerminal = (error: unknown): error is Error =>
  error instanceof Error && TERMINAL_NAMES.has(error.name);

/** What a process that cannot start says. */
export const lastWords = (error: unknown): string =>
  isToldToTheTerminal(error) ? error.message : ((error as Error | undefined)?.stack ?? messageOf(error));
