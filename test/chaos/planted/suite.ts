import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Verdict } from '../checker/evidence.ts';
import { reportVerdicts } from '../report.ts';
import type { Change } from './checkout.ts';

/** A bug, and what the checker must say of it. */
export interface PlantedBug {
  readonly name: string;
  readonly changes: readonly Change[];
  /** The invariant it breaks, and words of the violation. */
  readonly breaks: readonly [invariant: string, words: RegExp];
}

const WHOLE = Number(process.env['AFA_FAULT_SCALE'] ?? 0.1) >= 1;
const JUDGED_WITHIN = 300_000;

/** A run for each group of bugs, in which the checker must name each of them: `together` in the usual tests, each alone in whole runs. */
export function describePlanted<Bug extends PlantedBug>(
  { together, alone }: { readonly together: readonly (readonly Bug[])[]; readonly alone: readonly (readonly Bug[])[] },
  judge: (bugs: readonly Bug[]) => Promise<readonly Verdict[]>,
): void {
  const groups = (WHOLE ? alone : together).map((bugs) => ({ names: bugs.map(({ name }) => name).join('; '), bugs }));
  describe.each(groups)('with planted: $names', ({ bugs }) => {
    let verdicts: readonly Verdict[] = [];
    beforeAll(async () => {
      verdicts = await judge(bugs);
    }, JUDGED_WITHIN);
    afterAll(() => {
      verdicts = [];
    });

    it.each([...bugs])('the checker names: $name', async ({ name, breaks: [invariant, words] }) => {
      const found = verdicts.find((verdict) => verdict.invariant === invariant)?.violations ?? [];
      const said = found.find((violation) => words.test(violation));
      const violations = said ? [] : ['not caught'];
      const claim = `caught: ${name}`;
      await reportVerdicts('planted', [{ invariant, claim, figure: said?.slice(0, 120) ?? '', violations }], '');
      const violated = verdicts
        .filter((verdict) => verdict.violations.length > 0)
        .map((verdict) => ({ ...verdict, violations: verdict.violations.slice(0, 10) }));
      expect(said ?? JSON.stringify(violated, null, 2)).toMatch(words);
    });
  });
}
