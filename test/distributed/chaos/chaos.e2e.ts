import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { scaled } from '../../../libs/event-log/src/testing/postgres-log.ts';
import { check } from '../../chaos/checker/check.ts';
import type { Verdict } from '../../chaos/checker/evidence.ts';
import type { FaultCounts } from '../../chaos/driver/faults.ts';
import { runChaos } from '../../chaos/driver/run.ts';
import { plant } from '../../chaos/planted/checkout.ts';
import { forgetSound, historyDirectory, itHolds } from '../../chaos/judged.ts';
import { reportVerdicts } from '../../chaos/report.ts';
import { type Cluster, startCluster } from './driver/cluster.ts';
import { poison } from './driver/poison.ts';
import { distributed } from './driver/target.ts';

const ofApps = (what: string, count: number): FaultCounts =>
  Object.fromEntries(['command-api', 'relay', 'projector', 'gateway'].map((app) => [`${what} ${app}`, count]));

/** What strikes, by the fault it belongs to. */
const MIXES: Readonly<Record<string, FaultCounts>> = {
  F1: {
    ...ofApps('kill', scaled(100)),
    ...ofApps('stop', scaled(10)),
    'freeze projector': scaled(20),
    'freeze relay': scaled(10),
    'kill event log': scaled(30),
    'kill everything': scaled(10),
  },
  F3: { 'cut appends behind the commit': scaled(200), 'cut appends before the commit': scaled(100) },
  F4: {
    'end sessions of PostgreSQL': scaled(100),
    'kill PostgreSQL': scaled(15),
    'shut PostgreSQL down at once': scaled(15),
  },
  F6: {
    'cut connections to the event log': scaled(20),
    'end subscriptions': scaled(20),
    'mute subscriptions': scaled(10),
    'event log hangs': scaled(10),
    'event log refuses': scaled(10),
  },
  F7: { 'kill Kafka': scaled(50) },
  F8: { 'delete topic': scaled(10), 'wipe Kafka': scaled(10) },
  F9: { 'repeat messages': scaled(30) },
};
/** One of the faults alone, or all of them in one run. */
const ONLY = process.env['AFA_CHAOS_ONLY'];
const FAULTS: FaultCounts = ONLY ? MIXES[ONLY]! : Object.assign({}, ...Object.values(MIXES));

const CLIENTS = 16;
const COMMANDS = scaled(10_000);
const STRIKES = Object.values(FAULTS).reduce((sum, count) => sum + count, 0);
/** Faults under way at once. */
const LANES = 2;
/** Milliseconds of a fault with its recovery, roughly: clients spread their commands over all of them. */
const STRIKE = 3_000;
const PACE = Math.max(20, Math.round((STRIKES * STRIKE * CLIENTS) / LANES / COMMANDS));
const SEED = Number(process.env['AFA_CHAOS_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const invariants = ['I1', 'I2', 'I3', 'I4', 'I5', 'I6', 'I7', 'I8', 'I9', 'I13'];

describe(`the distributed profile, struck ${STRIKES} times under load (${ONLY ?? 'all faults'}, seed ${SEED})`, () => {
  let cluster: Cluster | undefined;
  let copy: Awaited<ReturnType<typeof plant>> | undefined;
  let data: string;
  let directory: string;
  let verdicts: readonly Verdict[] = [];

  beforeAll(async () => {
    data = await mkdtemp(join(tmpdir(), 'afa-chaos-'));
    directory = await historyDirectory();
    // A copy of what is built now: whoever builds meanwhile must not change what is started again and again.
    copy = await plant([]);
    cluster = await startCluster({ directory: data, checkout: copy.checkout });
    const running = cluster;
    verdicts = check(
      await runChaos({
        target: distributed(cluster),
        directory,
        faults: FAULTS,
        seed: SEED,
        clients: CLIENTS,
        commands: COMMANDS,
        pace: PACE,
        lanes: LANES,
        looksBack: 1 + scaled(5),
        afterwards: (history) => poison(running, history),
      }),
    );
    await reportVerdicts(ONLY ?? 'F1', verdicts, `seed ${SEED}`);
  }, 7_200_000);

  afterAll(async () => {
    await cluster?.remove();
    await copy?.remove();
    await rm(data, { recursive: true, force: true });
    await forgetSound(directory, verdicts);
  });

  itHolds(invariants, () => ({ verdicts, directory }));

  it('did what it says', () => {
    const figures = Object.fromEntries(verdicts.map(({ invariant, figure }) => [invariant, figure]));
    for (const [kind, count] of Object.entries(FAULTS)) expect(figures['I9']).toContain(`${kind} ${count}`);
    expect(figures['I2']).not.toMatch(/\b0 refused/);
    if ('wipe Kafka' in FAULTS) expect(figures['I6']).not.toContain(' 1 lives of the topic');
  });
});
