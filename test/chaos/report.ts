import { appendFile } from 'node:fs/promises';
import type { Verdict } from './checker/evidence.ts';

/** Hands verdicts to `npm run chaos`, which prints them; where nobody asked, does nothing. One JSON line each. */
export async function reportVerdicts(fault: string, verdicts: readonly Verdict[], under: string): Promise<void> {
  const file = process.env['AFA_CHAOS_VERDICTS'];
  if (!file) return;
  for (const { invariant, claim, figure, violations } of verdicts)
    await appendFile(
      file,
      `${JSON.stringify({ fault, invariant, claim, figure, under, violations: violations.slice(0, 5), violated: violations.length })}\n`,
    );
}
