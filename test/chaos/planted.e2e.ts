import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { handOverDatabase } from '../support/standalone-database.ts';
import { check } from './checker/check.ts';
import type { Evidence, Verdict } from './checker/evidence.ts';
import { type Application, createApplication } from './driver/application.ts';
import { poison } from './driver/poison.ts';
import { runChaos } from './driver/run.ts';
import { type Bug, bugs } from './planted/bugs.ts';
import { plant } from './planted/checkout.ts';
import { reportVerdicts } from './report.ts';

const COMMANDS = 150;

async function run(
  application: Application,
  { kills, looksBack, poisoned }: Bug,
  directory: string,
): Promise<Evidence> {
  await application.start();
  return runChaos({
    application,
    directory,
    seed: 7,
    clients: 8,
    commands: COMMANDS,
    faults: { 'kill application': kills },
    looksBack,
    ...(poisoned && { afterwards: (history) => poison(application, history) }),
  });
}

/** Runs the application with the bug in it as the fault tests run it without, and judges it alike. */
async function judge(bug: Bug): Promise<readonly Verdict[]> {
  const { checkout, remove } = await plant(bug.changes);
  const database = await handOverDatabase();
  const directory = await mkdtemp(join(tmpdir(), 'afa-planted-history-'));
  const application = await createApplication({ checkout, databaseUrl: database.url });
  try {
    return check(await run(application, bug, directory));
  } finally {
    await application.remove();
    await database.drop();
    await remove();
    await rm(directory, { recursive: true, force: true });
  }
}

describe('a planted bug is caught', () => {
  it.each(bugs)('$name', async (bug) => {
    const [invariant, words] = bug.breaks;
    const verdicts = await judge(bug);
    const found = verdicts.find((verdict) => verdict.invariant === invariant)?.violations ?? [];
    const matching = found.filter((violation) => words.test(violation));
    await reportVerdicts(
      'planted',
      [
        {
          invariant,
          claim: `caught: ${bug.name}`,
          figure: matching[0] ?? 'not caught',
          violations: matching[0] ? [] : ['not caught'],
        },
      ],
      '',
    );
    expect({ violated: verdicts.filter(({ violations }) => violations.length > 0), found }).toMatchObject({
      found: expect.arrayContaining([expect.stringMatching(words)]),
    });
  });
});
