import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { scaled } from '../../libs/event-log/src/testing/postgres-log.ts';
import { check } from './checker/check.ts';
import type { Verdict } from './checker/evidence.ts';
import { type Application, createApplication } from './driver/application.ts';
import { poison } from './driver/poison.ts';
import { runChaos } from './driver/run.ts';
import { standalone } from './driver/standalone.ts';
import type { History } from './history.ts';
import { plant } from './planted/checkout.ts';
import { forgetSound, historyDirectory, itHolds } from './judged.ts';
import { reportVerdicts } from './report.ts';

const COMMANDS = scaled(10_000);
const FAULTS = {
  'kill application': scaled(70),
  'kill both': scaled(30),
  'kill PostgreSQL': scaled(10),
  'stop application': scaled(10),
};
const SEED = Number(process.env['AFA_CHAOS_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const invariants = ['I1', 'I2', 'I3', 'I4', 'I5', 'I6', 'I8', 'I9', 'I13'];

describe(`the application, killed under load (${COMMANDS} commands, seed ${SEED})`, () => {
  let application: Application;
  let copy: Awaited<ReturnType<typeof plant>> | undefined;
  let directory: string;
  let verdicts: readonly Verdict[] = [];

  beforeAll(async () => {
    directory = await historyDirectory();
    // A copy of what is built now: whoever builds meanwhile must not change what is started again and again.
    copy = await plant([]);
    application = await createApplication({ checkout: copy.checkout });
    await application.start();
    const afterwards = (history: History): Promise<void> => poison(application, history);
    const options = { seed: SEED, clients: 16, commands: COMMANDS, looksBack: 1 + scaled(5), afterwards };
    verdicts = check(await runChaos({ target: standalone(application), directory, faults: FAULTS, ...options }));
    await reportVerdicts('F1', verdicts, `seed ${SEED}`);
  }, 3_600_000);

  afterAll(async () => {
    await application?.remove();
    await copy?.remove();
    await forgetSound(directory, verdicts);
  });

  itHolds(invariants, () => ({ verdicts, directory }));

  it('did what it says', () => {
    const figures = Object.fromEntries(verdicts.map(({ invariant, figure }) => [invariant, figure]));
    expect(figures['I9']).toContain(`kill application ${FAULTS['kill application']}`);
    expect(figures['I9']).toContain(`kill both ${FAULTS['kill both']}`);
    expect(figures['I2']).not.toMatch(/\b0 repeats|\b0 refused/);
  });
});
