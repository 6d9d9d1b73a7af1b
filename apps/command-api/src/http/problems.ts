import { ProblemError, type ProblemCode } from '#libs/platform';
import type { CommandOutcome } from '../answer.ts';

type Refusal = CommandOutcome & { kind: 'rejected' };

const codes: Record<Refusal['status'], ProblemCode> = {
  400: 'validation-failed',
  404: 'not-found',
  409: 'conflict',
  412: 'revision-mismatch',
  422: 'rule-violated',
};

/** The problem of a rejected command; a key used for another body has a type of its own. */
export function problemOf(refusal: Refusal): ProblemError {
  const reused = refusal.rejections.some(({ rule }) => rule === 'command-id-reused');
  const code = reused ? 'idempotency-key-reused' : codes[refusal.status];
  const extensions = refusal.currentRevision === undefined ? {} : { currentRevision: refusal.currentRevision };
  const detail = refusal.rejections.map((rejection) => rejection.detail).join('; ');
  return new ProblemError(code, { detail, errors: refusal.rejections, extensions });
}
