import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import type { Verdict } from './checker/evidence.ts';

/** Where whoever runs the tests wants the history; it is theirs to remove. */
const WANTED = process.env['AFA_CHAOS_DIRECTORY'];

/** Where the history of a run is written. */
export async function historyDirectory(): Promise<string> {
  const directory = WANTED ?? (await mkdtemp(join(tmpdir(), 'afa-chaos-history-')));
  await mkdir(directory, { recursive: true });
  return directory;
}

/** Removes the history, but that of a violation, which is what it can be understood from. */
export async function forgetSound(directory: string, verdicts: readonly Verdict[]): Promise<void> {
  const sound = verdicts.length > 0 && verdicts.every(({ violations }) => violations.length === 0);
  if (sound && !WANTED) await rm(directory, { recursive: true, force: true });
}

/** A test for each invariant. */
export function itHolds(
  invariants: readonly string[],
  judged: () => { readonly verdicts: readonly Verdict[]; readonly directory: string },
): void {
  it.each([...invariants])('%s holds', (invariant) => {
    const { verdicts, directory } = judged();
    const verdict = verdicts.find((each) => each.invariant === invariant);
    expect({
      claim: verdict?.claim,
      figure: verdict?.figure,
      history: directory,
      violations: verdict?.violations.slice(0, 20),
    }).toMatchObject({ violations: [] });
  });
}
