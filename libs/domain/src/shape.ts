import { domainRules, type Rejection } from '#libs/contracts';
import { breach } from './facts.ts';

interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly params?: unknown;
}

const CLAIM_FIELDS = new Set([
  '/claim',
  '/claim/claimant',
  '/claim/claimant/id',
  '/claim/claimant/kind',
  '/claim/evidence',
  '/evidence',
]);

const pointerOf = (path: readonly PropertyKey[]): string => path.map((part) => `/${String(part)}`).join('');

const valueAt = (body: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((value, part) => (value as Record<PropertyKey, unknown> | null | undefined)?.[part], body);

const isMissing = (value: unknown): boolean =>
  value === undefined || value === null || (Array.isArray(value) && value.length === 0);

/** A claimant or evidence that is missing breaks the first rule of the register, not merely the form. */
function ruleOf(issue: Issue, body: unknown): string {
  const named = (issue.params as { rule?: string } | undefined)?.rule;
  if (named) return named;
  return CLAIM_FIELDS.has(pointerOf(issue.path)) && isMissing(valueAt(body, issue.path)) ? 'claim-missing' : 'shape';
}

/** The rejections of a body that is not of the form its command asks for; `pointer` is where the body stands. */
export const shapeRejections = (issues: readonly Issue[], body: unknown, pointer = ''): Rejection[] =>
  issues.map((issue) => {
    const rule = ruleOf(issue, body);
    const detail = rule === 'claim-missing' ? domainRules[rule] : issue.message;
    return breach(rule, `${pointer}${pointerOf(issue.path)}`, detail);
  });
