import { EventLogUnavailable } from '../port.ts';

/**
 * What a failed call means. `away`: nobody answered, or not this node: try again, perhaps elsewhere; an append may stand all the same.
 * `denied`: the login may not. `answered`: the server looked at the request and will not do it.
 */
export type Failure = 'away' | 'denied' | 'answered';

/** The statuses of gRPC that a server gives of its own accord, looking at the request. */
const ANSWERED = new Map([
  [2, 'UNKNOWN'],
  [3, 'INVALID_ARGUMENT'],
  [5, 'NOT_FOUND'],
  [6, 'ALREADY_EXISTS'],
  [9, 'FAILED_PRECONDITION'],
  [11, 'OUT_OF_RANGE'],
  [12, 'UNIMPLEMENTED'],
]);
const DENIED = new Map([
  [7, 'PERMISSION_DENIED'],
  [16, 'UNAUTHENTICATED'],
]);
const UNAVAILABLE = 14;
const LONGEST_DETAIL = 200;

interface StatusLike {
  readonly code?: unknown;
  readonly details?: unknown;
  readonly metadata?: { getMap?(): Record<string, unknown> };
}

/** Errors of calls are raw gRPC errors, or what else the machinery below throws: only a status from the server says more than "away". */
export function failureOf(error: unknown): Failure {
  const { code } = error as StatusLike;
  if (typeof code !== 'number' || exceptionOf(error) === 'not-leader') return 'away';
  if (DENIED.has(code) || exceptionOf(error) === 'access-denied') return 'denied';
  return ANSWERED.has(code) ? 'answered' : 'away';
}

/** The name the server gave to what went wrong, in a trailer. */
export function exceptionOf(error: unknown): string | null {
  const exception = (error as StatusLike).metadata?.getMap?.()['exception'];
  return typeof exception === 'string' ? exception : null;
}

/**
 * As an error of the port. It names the status only and carries no cause: what a server or client says at length may hold the
 * request's data or the connection string. Of a connection that did not come about the reason is told, which names the address.
 */
export function unavailable(message: string, error: unknown): EventLogUnavailable {
  const { code, details } = error as StatusLike;
  const name =
    ANSWERED.get(code as number) ?? DENIED.get(code as number) ?? (typeof code === 'number' ? `status ${code}` : null);
  const reasons = [
    exceptionOf(error) ?? name,
    code === UNAVAILABLE && typeof details === 'string' ? details.slice(0, LONGEST_DETAIL) : null,
  ].filter((reason) => reason !== null);
  return new EventLogUnavailable(reasons.length > 0 ? `${message} (${reasons.join(': ')})` : message);
}
