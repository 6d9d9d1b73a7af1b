import { Failure } from '../failure.ts';
import { failureOf, type ProblemDetails } from './problem.ts';

export interface Request {
  readonly method?: 'GET' | 'POST';
  readonly parameters?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: string;
}

/** The register's HTTP interface. Each call throws `Failure` for whatever is not a success. */
export interface Api {
  readonly url: string;
  /** The answer's JSON. */
  json<Answer>(path: string, request?: Request): Promise<Answer>;
  /** The answer, its body not yet read. */
  open(path: string, request?: Request): Promise<Response>;
}

export interface ApiOptions {
  readonly url: string;
  readonly token?: string | undefined;
  readonly signal: AbortSignal;
}

function addressOf(base: string, path: string, parameters: Request['parameters'] = {}): URL {
  const address = new URL(path, base);
  for (const [name, value] of Object.entries(parameters))
    if (value !== undefined) address.searchParams.set(name, String(value));
  return address;
}

function headersOf({ headers = {} }: Request, token: string | undefined): Record<string, string> {
  const all = { ...(token && { authorization: `Bearer ${token}` }), ...headers };
  return Object.fromEntries(Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/** How `fetch` says that there is no connection, or no longer one; any other TypeError is a mistake of ours. */
const CONNECTION = new Set(['fetch failed', 'terminated']);

/** What a broken connection means for the command. Undefined where the error is something else. */
export function connectionFailure(error: unknown, url: string, signal: AbortSignal): Failure | undefined {
  if (signal.aborted) return new Failure('interrupted', 'interrupted');
  const { name, message, cause } = error as Error & { cause?: { code?: string; message?: string } };
  if (name !== 'TypeError' || !CONNECTION.has(message)) return undefined;
  const why = cause?.code ?? cause?.message ?? message;
  return new Failure('unavailable', `${url} cannot be reached (${why})`, {
    details: ['Is the register running? afa start starts it.'],
    cause: error,
  });
}

async function problemIn(response: Response): Promise<ProblemDetails> {
  const text = await response.text();
  try {
    return JSON.parse(text) as ProblemDetails;
  } catch {
    return { status: response.status, title: `the server answered ${response.status} ${response.statusText}`.trim() };
  }
}

export function createApi({ url, token, signal }: ApiOptions): Api {
  async function open(path: string, request: Request = {}): Promise<Response> {
    const { method = 'GET', body } = request;
    let response: Response;
    try {
      response = await fetch(addressOf(url, path, request.parameters), {
        method,
        headers: headersOf(request, token),
        signal,
        ...(body !== undefined && { body }),
      });
    } catch (error) {
      throw connectionFailure(error, url, signal) ?? error;
    }
    if (!response.ok) throw failureOf(await problemIn(response), response.status);
    return response;
  }
  return {
    url,
    open,
    async json<Answer>(path: string, request?: Request) {
      const response = await open(path, request);
      try {
        return (await response.json()) as Answer;
      } catch (error) {
        throw (
          connectionFailure(error, url, signal) ??
          new Failure('failure', `${url} does not answer as this register does`, { cause: error })
        );
      }
    },
  };
}
