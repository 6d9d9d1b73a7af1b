import type { FastifyRequest } from 'fastify';
import { ProblemError, traceOf } from '#libs/platform';

const REVISION = /^(?:W\/)?"?(\d{1,15})"?$/;
const KEY = /^[\x21-\x7e]{1,200}$/;

const wrong = (pointer: string, detail: string) =>
  new ProblemError('malformed-request', { detail, errors: [{ pointer, rule: 'shape', detail }] });

/** The revision of an If-Match header (`"4"`); undefined without one. @throws ProblemError 400 */
function revisionOf(header: string | undefined): number | undefined {
  if (header === undefined || header === '*') return undefined;
  const revision = REVISION.exec(header.trim())?.[1];
  if (revision === undefined)
    throw wrong('/headers/if-match', 'If-Match takes the revision of the stream in quotes, such as "4"');
  return Number(revision);
}

/** The Idempotency-Key: up to 200 visible characters. @throws ProblemError 400 */
function keyOf(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  const key = header.replace(/^"(.*)"$/, '$1');
  if (!KEY.test(key))
    throw wrong('/headers/idempotency-key', 'Idempotency-Key takes 1 to 200 visible ASCII characters');
  return key;
}

/** A flag of the query: `true` or `false`. @throws ProblemError 400 */
export function flagOf(name: string, value: string | undefined): boolean {
  if (value === undefined || value === 'false') return false;
  if (value === 'true' || value === '') return true;
  throw wrong(`?${name}`, `${name} is true or false`);
}

/** A header that came more than once is one line with commas in HTTP, which none of ours allows. */
const headerOf = (request: FastifyRequest, name: string): string | undefined => request.headers[name]?.toString();

/** How a command is sent: key, expected revision, dry run and trace. @throws ProblemError 400 */
export function sendingOf(request: FastifyRequest) {
  const { dryRun } = request.query as { dryRun?: string };
  return {
    idempotencyKey: keyOf(headerOf(request, 'idempotency-key')),
    expectedRevision: revisionOf(headerOf(request, 'if-match')),
    dryRun: flagOf('dryRun', dryRun),
    traceparent: traceOf(request).traceparent,
  };
}
