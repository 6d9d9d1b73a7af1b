import type { Verdict } from '../../../chaos/checker/evidence.ts';
import type { Digest } from './digest.ts';

/** I5 where whole tables are compared. */
export function foldedVerdict(
  claim: string,
  figure: string,
  { served, folded }: { readonly served: Digest; readonly folded: Digest },
): Verdict {
  const same = served.sha256 === folded.sha256 && served.rows === folded.rows;
  const difference = `${served.rows} rows, SHA-256 ${served.sha256}, where a fold from zero has ${folded.rows}, ${folded.sha256}`;
  return {
    invariant: 'I5',
    claim,
    figure: `${figure}, ${served.rows} rows with SHA-256 ${served.sha256.slice(0, 12)}…`,
    violations: same ? [] : [difference],
  };
}
