import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PartitionHandlers, Projector } from '#libs/projections';
import { scaled } from '../../../libs/event-log/src/testing/postgres-log.ts';
import { checkBus } from '../../chaos/checker/bus.ts';
import type { Evidence, LoggedEvent, Verdict } from '../../chaos/checker/evidence.ts';
import { checkPartitions } from '../../chaos/checker/partitions.ts';
import type { Entry } from '../../chaos/history.ts';
import { reportVerdicts } from '../../chaos/report.ts';
import { randomFrom } from '../../support-domain/random.ts';
import { appendSteps, longHistory } from './driver/copies.ts';
import { lookingAt } from './driver/look.ts';
import { readBus } from './driver/topic.ts';
import { foldedVerdict } from './driver/verdicts.ts';
import { type Disturbed, openWorkbench, type Workbench } from './driver/workbench.ts';

const REBALANCES = scaled(500);
const ZOMBIES = scaled(20);
const EVENTS = scaled(50_000);
/** Longer than the group waits for a member that handles messages, and then some for its heirs. Milliseconds. */
const HELD_UP = 22_000;
const MOST_MEMBERS = 4;
/** Milliseconds for the group to take a member in. */
const TAKEN_IN = 5_000;
/** Members hear sooner that the group forms anew, and there is room for more rebalances. Milliseconds. */
const QUICK = { heartbeatInterval: 300 };
/** They come in pairs, for the group stands still while it waits for one. */
const PAIR = 2;

/** Holds up the first messages it is handed until the group has gone on without it, and notes what then becomes of them. */
const zombie =
  (outcomes: string[]): Disturbed =>
  (feed) =>
  async (handlers) => {
    let waiting = true;
    const late: PartitionHandlers['handle'] = async (partition, messages) => {
      waiting = false;
      await pause(HELD_UP);
      await handlers.handle(partition, messages).then(
        () => outcomes.push('written'),
        (error: unknown) => {
          outcomes.push(handlers.isDisplaced(error) ? 'fenced' : String(error));
          throw error;
        },
      );
    };
    return feed({ ...handlers, handle: (...given) => (waiting ? late(...given) : handlers.handle(...given)) });
  };

describe(`F10: ${REBALANCES} rebalances, ${ZOMBIES} members that are taken for dead`, () => {
  const random = randomFrom(10);
  const outcomes: string[] = [];
  const looks: Entry[] = [];
  let workbench: Workbench;
  let verdicts: readonly Verdict[] = [];
  let figure = '';

  /** Mostly waits until the group has taken the member in: one that leaves before stays in the group until its session is over. */
  async function join(late: boolean): Promise<Projector> {
    let taken: () => void = () => undefined;
    const assigned = new Promise<void>((resolve) => (taken = resolve));
    const member = await workbench.member({ ...QUICK, assigned: taken, ...(late && { disturbed: zombie(outcomes) }) });
    if (random.chance(0.95)) await Promise.race([assigned, pause(TAKEN_IN)]);
    return member;
  }

  /** Members come and go until the one that stays has seen so many rebalances. */
  async function storm(seen: () => number): Promise<void> {
    const transient: Projector[] = [];
    const leaving: Promise<void>[] = [];
    for (let zombies = 0; seen() < REBALANCES;) {
      const joins = transient.length === 0 || (transient.length < MOST_MEMBERS - 1 && random.chance(0.5));
      const late = zombies < Math.min(ZOMBIES, PAIR * Math.ceil(((seen() + 1) / REBALANCES) * (ZOMBIES / PAIR)));
      if (joins) transient.push(await join(late));
      else leaving.push(transient.splice(random.below(transient.length), 1)[0]!.stop());
      if (joins && late) zombies += 1;
      await pause(500 + random.below(1_500));
    }
    await Promise.all([...leaving, ...transient.map((member) => member.stop())]);
  }

  async function write(until: () => boolean): Promise<void> {
    const steps = longHistory(100, EVENTS);
    for (let at = 0; at < steps.length; at += 20) {
      await appendSteps(workbench.log, steps.slice(at, at + 20));
      if (!until()) await pause(20);
    }
  }

  async function watch(signal: AbortSignal): Promise<void> {
    const look = lookingAt(workbench.database.adminUrl, workbench.topic);
    for (let last = false; !last;) {
      last = signal.aborted;
      looks.push({ t: 0, process: 'checkpoints', f: 'query', type: 'ok', value: await look() });
      await pause(300, undefined, { signal }).catch(() => undefined);
    }
  }

  beforeAll(async () => {
    workbench = await openWorkbench();
    let rebalances = 0;
    const resident = await workbench.member({ ...QUICK, assigned: () => void (rebalances += 1) });
    const watched = new AbortController();
    const watching = watch(watched.signal);
    const over = (): boolean => rebalances >= REBALANCES;
    await Promise.all([storm(() => rebalances), write(over)]);
    await workbench.published();
    await workbench.drained(resident);
    watched.abort();
    await watching;
    const log = (await workbench.log.readAll({ after: '0', limit: 10_000_000 })) as unknown as LoggedEvent[];
    const bus = await readBus(workbench.brokers, workbench.topic, workbench.database.adminUrl);
    const evidence: Evidence = { history: looks, log, bus, shown: log, readers: {}, models: [], replays: [] };
    const digests = await workbench.digests(resident);
    figure = `${rebalances} rebalances, ${outcomes.filter((each) => each === 'fenced').length} of ${outcomes.length} late commits fenced`;
    verdicts = [
      foldedVerdict('a storm of rebalances leaves the rows of a fold', figure, digests),
      checkPartitions(evidence),
      checkBus(evidence),
    ];
    await reportVerdicts('F10', verdicts, '');
  }, 7_200_000);
  afterAll(() => workbench.remove());

  it.each(['I5', 'I6', 'I7'])('%s holds', (invariant) => {
    expect(verdicts.find((each) => each.invariant === invariant)?.violations.slice(0, 20)).toEqual([]);
  });

  it('refuses what a member commits that was taken for dead', () => {
    expect(outcomes).toContain('fenced');
    expect(outcomes.filter((each) => each !== 'fenced' && each !== 'written')).toEqual([]);
  });
});
