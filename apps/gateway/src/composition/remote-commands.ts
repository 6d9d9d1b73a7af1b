import { PROBLEM_MEDIA_TYPE, ProblemError, type ProblemCode, type ProblemDetails, problemTypes } from '#libs/platform';
import type { CommandOutcome, CommandRequest, ExecuteCommand } from '../command-executor.ts';

/** Longer than any command takes that is not lost. */
const PATIENCE = 60_000;

type Answer = Extract<CommandOutcome, { kind: 'accepted' }>['answer'];
type DryRun = Extract<CommandOutcome, { kind: 'dry-run' }>['answer'];

/** Whoever sends it again with the same key is answered with the first result, if there is one. */
const away = (cause: unknown): ProblemError =>
  new ProblemError('unavailable', {
    detail: 'The command side cannot be reached; send the command again with the same idempotency key.',
    headers: { 'retry-after': '2' },
    cause,
  });

function headersOf({ authorization, traceparent, idempotencyKey, expectedRevision }: CommandRequest): Headers {
  const headers = new Headers({ 'content-type': 'application/json' });
  if (authorization !== undefined) headers.set('authorization', authorization);
  if (traceparent !== undefined) headers.set('traceparent', traceparent);
  // In quotes, of which the other side takes off one pair: a key may itself begin and end with one.
  if (idempotencyKey !== undefined) headers.set('idempotency-key', `"${idempotencyKey}"`);
  if (expectedRevision !== undefined) headers.set('if-match', `"${expectedRevision}"`);
  return headers;
}

const codeOf = (type: string): ProblemCode => {
  const code = type.slice(type.lastIndexOf('/') + 1);
  return code in problemTypes ? (code as ProblemCode) : 'internal';
};

/** The other side's problem as if it had been thrown here; the trace is ours, and the same. */
async function problemFrom(response: Response): Promise<ProblemError> {
  if (response.headers.get('content-type') !== PROBLEM_MEDIA_TYPE) return away(new Error(`status ${response.status}`));
  const problem = (await response.json()) as ProblemDetails;
  const { type, title: _title, status: _status, traceId: _trace, detail, instance, errors, ...extensions } = problem;
  const kept = ['retry-after', 'www-authenticate'].flatMap((name) => {
    const value = response.headers.get(name);
    return value === null ? [] : [[name, value] as const];
  });
  return new ProblemError(codeOf(type), {
    ...(detail !== undefined && { detail }),
    ...(instance !== undefined && { instance }),
    ...(errors && { errors }),
    extensions,
    headers: Object.fromEntries(kept),
  });
}

async function outcomeOf(response: Response): Promise<CommandOutcome> {
  if (!response.ok) throw await problemFrom(response);
  if (response.status === 200) return { kind: 'dry-run', answer: (await response.json()) as DryRun };
  const { token: _token, ...answer } = (await response.json()) as Answer & { token: string };
  return {
    kind: 'accepted',
    answer: { ...answer, repeated: response.headers.get('idempotency-replayed') === 'true' },
  };
}

/**
 * Executes commands at a command side that is another process, with the caller's own token; the outcome is what it would be in this process.
 * Refusals are thrown as the problems that the other side answered.
 */
export function remoteCommands(commandApiUrl: string): ExecuteCommand {
  return async (request) => {
    const query = request.dryRun ? '?dryRun=true' : '';
    const address = `${commandApiUrl}/v1/commands/${encodeURIComponent(request.name)}${query}`;
    const response = await fetch(address, {
      method: 'POST',
      headers: headersOf(request),
      body: JSON.stringify(request.body ?? {}),
      signal: AbortSignal.timeout(PATIENCE),
    }).catch((error: unknown) => {
      throw away(error);
    });
    try {
      return await outcomeOf(response);
    } catch (error) {
      // An answer that breaks off half way is the same as none.
      throw error instanceof ProblemError ? error : away(error);
    }
  };
}
