import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { check } from '../../chaos/checker/check.ts';
import type { Verdict } from '../../chaos/checker/evidence.ts';
import type { FaultCounts } from '../../chaos/driver/faults.ts';
import { runChaos } from '../../chaos/driver/run.ts';
import { describePlanted } from '../../chaos/planted/suite.ts';
import { plant } from '../../chaos/planted/checkout.ts';
import { handOverDatabase } from '../../support/standalone-database.ts';
import { brokers, uniqueName } from '../support/kafka.ts';
import { startCluster } from './driver/cluster.ts';
import { poison } from './driver/poison.ts';
import { distributed } from './driver/target.ts';
import { alone, type Bug, together } from './planted/bugs.ts';

const COMMANDS = 150;
const CLIENTS = 8;
/** Milliseconds between a client's commands: they must not be through before the last fault. */
const PACE = 200;
/** Milliseconds for read models that may never come to the end of the log. */
const PATIENCE = 20_000;
const APPS = ['command-api', 'relay', 'projector', 'projector-2', 'gateway'];

/** Of each kind of fault as many as the bug that wants most. */
const mostOf = (bugs: readonly Bug[]): FaultCounts =>
  bugs
    .flatMap(({ faults }) => Object.entries(faults))
    .reduce<Record<string, number>>(
      (most, [kind, count]) => ({ ...most, [kind]: Math.max(count, most[kind] ?? 0) }),
      {},
    );

/** Runs the distributed profile with bugs in it as the fault tests run it without, and judges it alike. */
async function judge(bugs: readonly Bug[]): Promise<readonly Verdict[]> {
  const { checkout, remove } = await plant(bugs.flatMap(({ changes }) => changes));
  const database = await handOverDatabase();
  const directory = await mkdtemp(join(tmpdir(), 'afa-planted-history-'));
  const given = { databaseUrl: database.url, brokers: await brokers() };
  try {
    const cluster = await startCluster({ directory, checkout, given, apps: APPS, topic: uniqueName('planted') });
    try {
      const evidence = await runChaos({
        target: distributed(cluster),
        directory,
        seed: 7,
        clients: CLIENTS,
        commands: COMMANDS,
        pace: PACE,
        faults: mostOf(bugs),
        looksBack: 0,
        patience: PATIENCE,
        ...(bugs.some(({ poisoned }) => poisoned) && { afterwards: (history) => poison(cluster, history) }),
      });
      return check(evidence);
    } finally {
      await cluster.remove();
    }
  } finally {
    await database.drop();
    await remove();
    await rm(directory, { recursive: true, force: true });
  }
}

describePlanted({ together, alone }, judge);
