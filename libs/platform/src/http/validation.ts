import { StandardSchemaValidationPipe } from '@nestjs/common';

import type { ProblemPart } from './problem.ts';
import { ProblemError } from './problem.ts';

/** What zod and every other Standard Schema reports. */
export interface SchemaIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
  readonly code?: string | undefined;
}

const segmentOf = (step: PropertyKey | { readonly key: PropertyKey }): string =>
  String(typeof step === 'object' ? step.key : step);

/** RFC 6901. */
export function pointerOf(path: SchemaIssue['path'] = []): string {
  return path.map((step) => `/${segmentOf(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** The issues of a schema as parts of a problem. Messages of zod name types and limits, not the values that were sent. */
export function partsOf(issues: readonly SchemaIssue[], prefix = ''): readonly ProblemPart[] {
  return issues.map(({ path, code, message }) => ({
    pointer: prefix + pointerOf(path),
    rule: code ?? 'shape',
    detail: message,
  }));
}

/** More parts than this help nobody, and a hostile body could ask for millions. */
const MOST_PARTS = 100;

export const validationError = (issues: readonly SchemaIssue[], prefix = '', cause?: unknown): ProblemError =>
  new ProblemError('validation-failed', { errors: partsOf(issues.slice(0, MOST_PARTS), prefix), cause });

interface Parser<Output> {
  safeParse(
    value: unknown,
  ): { success: true; data: Output } | { success: false; error: { issues: readonly SchemaIssue[] } };
}

/**
 * Parses input of a caller.
 * @param prefix put before each pointer, where `value` is a part of the body
 * @throws ProblemError `validation-failed`, with one part for each issue
 */
export function validated<Output>(schema: Parser<Output>, value: unknown, prefix = ''): Output {
  const result = schema.safeParse(value);
  if (!result.success) throw validationError(result.error.issues, prefix);
  return result.data;
}

/** Nest's own pipe for `@Body({ schema })`, with our problem in place of its exception. */
export const validationPipe = (): StandardSchemaValidationPipe =>
  new StandardSchemaValidationPipe({ exceptionFactory: (issues) => validationError(issues) });
