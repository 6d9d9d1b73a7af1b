import pg from 'pg';

/**
 * What a failed statement says about itself.
 * `unknown`: it may have been committed. `refused`: a row cannot be stored, nothing of the statement stands.
 * `busy`: nothing stands and it may go through later (disk full, read-only, too many connections, cancelled, deadlock).
 * `broken`: nothing stands and waiting will not help (missing table or privilege, a fault of the server).
 */
export type StatementFailure = 'unknown' | 'refused' | 'busy' | 'broken';

const SQLSTATE = /^[0-9A-Z]{5}$/;
const UNKNOWN_CLASS = /^(?:08|57P)/;
/** 22 and 23: data and constraints; 54: a limit of the server, such as JSON nested too deep. */
const REFUSED_CLASS = /^(?:22|23|54)/;
const BUSY_CLASS = /^(?:53|25006|40|55P03|57014)/;

/**
 * Only an error message of the server itself is proof that nothing was committed, and only one that did not end the session.
 * A system error has a `code` too, and `EPIPE` even looks like a SQLSTATE: so the class of the error is asked, not its code.
 */
export function statementFailure(error: unknown): StatementFailure {
  if (!(error instanceof pg.DatabaseError) || !SQLSTATE.test(error.code ?? '')) return 'unknown';
  const code = error.code ?? '';
  if (UNKNOWN_CLASS.test(code) || error.severity === 'FATAL' || error.severity === 'PANIC') return 'unknown';
  if (REFUSED_CLASS.test(code)) return 'refused';
  return BUSY_CLASS.test(code) ? 'busy' : 'broken';
}

/** Whether an event id (or a stream's revision) stood already. */
export function isDuplicate(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === '23505';
}
