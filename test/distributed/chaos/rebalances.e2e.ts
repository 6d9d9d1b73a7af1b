import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PartitionHandlers, Projector } from '#libs/projections';
import { scaled } from '../../../libs/event-log/src/testing/postgres-log.ts';
import { checkBus } from '../../chaos/checker/bus.ts';
import type { Evidence, LoggedEvent, Verdict } from '../../chaos/checker/evidence.ts';
import { checkPartitions, type PartitionStanding } from '../../chaos/checker/partitions.ts';
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
/** Milliseconds between twenty events: the storm must not outlast them, or members would hold nothing. */
const BETWEEN = 400;
/** They come in pairs, for the group stands still while it waits for one. */
const PAIR = 2;

/** How long a member that is taken for dead waits for its heirs beyond `HELD_UP`, in milliseconds. */
const HEIRS_WITHIN = 60_000;

interface Zombie {
  state: 'waits for messages' | 'holds messages' | 'left without any';
}

interface Member {
  readonly projector: Projector;
  readonly zombie: Zombie | undefined;
}

/** Whether the group has gone on behind the messages that a member holds. */
type Surpassed = (partition: number, offset: string) => boolean;

/** Holds up the first messages it is handed until the group has gone on without it, and notes what then becomes of them. */
const heldUp =
  (zombie: Zombie, surpassed: Surpassed, outcomes: string[]): Disturbed =>
  (feed) =>
  async (handlers) => {
    const late: PartitionHandlers['handle'] = async (partition, messages) => {
      zombie.state = 'holds messages';
      await pause(HELD_UP);
      for (let waited = 0; waited < HEIRS_WITHIN && !surpassed(partition, messages.at(-1)!.offset); waited += 100)
        await pause(100);
      await handlers.handle(partition, messages).then(
        () => outcomes.push('written'),
        (error: unknown) => {
          outcomes.push(handlers.isDisplaced(error) ? 'fenced' : String(error));
          throw error;
        },
      );
    };
    const handle: PartitionHandlers['handle'] = (...given) =>
      zombie.state === 'waits for messages' ? late(...given) : handlers.handle(...given);
    return feed({ ...handlers, handle });
  };

describe(`F10: ${REBALANCES} rebalances, ${ZOMBIES} members that are taken for dead`, () => {
  const random = randomFrom(10);
  const outcomes: string[] = [];
  const looks: Entry[] = [];
  let workbench: Workbench;
  let verdicts: readonly Verdict[] = [];
  let figure = '';

  const zombies: Zombie[] = [];

  const surpassed: Surpassed = (partition, offset) => {
    const last = looks.findLast(({ type }) => type === 'ok')?.value as PartitionStanding | undefined;
    return BigInt(last?.partitions.find((each) => each.partition === partition)?.next ?? 0) > BigInt(offset);
  };

  /** Mostly waits until the group has taken the member in: one that leaves before stays in the group until its session is over. */
  async function join(zombie?: Zombie): Promise<Member> {
    let taken: () => void = () => undefined;
    const assigned = new Promise<void>((resolve) => (taken = resolve));
    const disturbed = zombie && heldUp(zombie, surpassed, outcomes);
    const projector = await workbench.member({ ...QUICK, assigned: taken, ...(disturbed && { disturbed }) });
    if (random.chance(0.95)) await Promise.race([assigned, pause(TAKEN_IN)]);
    return { projector, zombie };
  }

  async function leave({ projector, zombie }: Member): Promise<void> {
    if (zombie?.state === 'waits for messages') zombie.state = 'left without any';
    await projector.stop();
  }

  /** How many members have to be taken for dead by now. */
  const due = (seen: number): number =>
    Math.min(ZOMBIES, PAIR * Math.ceil(((seen + 1) / REBALANCES) * (ZOMBIES / PAIR)));

  function nextZombie(seen: number): Zombie | undefined {
    if (zombies.filter(({ state }) => state !== 'left without any').length >= due(seen)) return undefined;
    const zombie: Zombie = { state: 'waits for messages' };
    zombies.push(zombie);
    return zombie;
  }

  /** Members come and go until the one that stays has seen so many rebalances. */
  async function storm(seen: () => number): Promise<void> {
    const transient: Member[] = [];
    const leaving: Promise<void>[] = [];
    while (seen() < REBALANCES) {
      const joins = transient.length === 0 || (transient.length < MOST_MEMBERS - 1 && random.chance(0.5));
      if (joins) transient.push(await join(nextZombie(seen())));
      else leaving.push(leave(transient.splice(random.below(transient.length), 1)[0]!));
      await pause(500 + random.below(1_500));
    }
    await Promise.all([...leaving, ...transient.map(leave)]);
  }

  async function write(until: () => boolean): Promise<void> {
    const steps = longHistory(100, EVENTS);
    for (let at = 0; at < steps.length; at += 20) {
      await appendSteps(workbench.log, steps.slice(at, at + 20));
      if (!until()) await pause(BETWEEN);
    }
  }

  async function watch(signal: AbortSignal): Promise<void> {
    const look = lookingAt(workbench.database.adminUrl, workbench.topic);
    for (let last = false; !last;) {
      last = signal.aborted;
      const [type, value] = await look().then(
        (seen) => ['ok', seen] as const,
        // A look that fails is one look less; the judge counts them.
        (error: unknown) => ['info', { reason: String(error) }] as const,
      );
      looks.push({ t: 0, process: 'checkpoints', f: 'query', type, value });
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
    expect(outcomes.length).toBeGreaterThan(0);
    expect(outcomes.filter((each) => each !== 'fenced')).toEqual([]);
  });
});
