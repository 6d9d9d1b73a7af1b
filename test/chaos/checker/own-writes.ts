import type { OwnWrite } from '../history.ts';
import type { Evidence, Verdict } from './evidence.ts';

function faultOf({ stream, revision, position, status, shown }: OwnWrite): string[] {
  const told = `${stream}@${revision}, acknowledged at ${position}, read with its token:`;
  // 503 says honestly that it cannot be shown: behind, standing still, or away.
  if (status !== 200) return status === 503 ? [] : [`${told} ${status}`];
  return shown === null || BigInt(shown) < BigInt(position) ? [`${told} shown as of ${shown}`] : [];
}

/** I13: a read with the token of an acknowledged command holds what was written, or says that it cannot yet. */
export function checkOwnWrites({ history }: Evidence): Verdict {
  const reads = history
    .filter(({ process, type }) => process === 'own writes' && type === 'ok')
    .map(({ value }) => value as OwnWrite);
  const shown = reads.filter(({ status }) => status === 200).length;
  return {
    invariant: 'I13',
    claim: 'a read with the token of a command holds what it wrote, or says that it cannot yet',
    figure: `${shown} of ${reads.length} reads held it`,
    violations: [...reads.flatMap(faultOf), ...(shown === 0 ? ['nobody read what was written'] : [])],
  };
}
