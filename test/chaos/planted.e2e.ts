import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { handOverDatabase } from '../support/standalone-database.ts';
import { check } from './checker/check.ts';
import type { Verdict } from './checker/evidence.ts';
import { createApplication } from './driver/application.ts';
import { poison } from './driver/poison.ts';
import { runChaos } from './driver/run.ts';
import { standalone } from './driver/standalone.ts';
import { alone, type Bug, together } from './planted/bugs.ts';
import { describePlanted } from './planted/suite.ts';
import { plant } from './planted/checkout.ts';

const COMMANDS = 120;
const most = (numbers: readonly number[]): number => Math.max(...numbers);

/** Runs the application with bugs in it as the fault tests run it without, and judges it alike. */
async function judge(bugs: readonly Bug[]): Promise<readonly Verdict[]> {
  const { checkout, remove } = await plant(bugs.flatMap(({ changes }) => changes));
  const database = await handOverDatabase();
  const directory = await mkdtemp(join(tmpdir(), 'afa-planted-history-'));
  const application = await createApplication({ checkout, databaseUrl: database.url });
  try {
    await application.start();
    const evidence = await runChaos({
      target: standalone(application),
      directory,
      seed: 7,
      clients: 8,
      commands: COMMANDS,
      faults: { 'kill application': most(bugs.map(({ kills }) => kills)) },
      impatient: most(bugs.map(({ impatient = 0.04 }) => impatient)),
      looksBack: most(bugs.map(({ looksBack }) => looksBack)),
      ...(bugs.some(({ poisoned }) => poisoned) && { afterwards: (history) => poison(application, history) }),
    });
    return check(evidence);
  } finally {
    await application.remove();
    await database.drop();
    await remove();
    await rm(directory, { recursive: true, force: true });
  }
}

describePlanted({ together, alone }, judge);
