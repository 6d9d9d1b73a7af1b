import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { randomFrom, type Random } from '../../support-domain/random.ts';
import type { Evidence, LoggedEvent } from '../checker/evidence.ts';
import { type History, openHistory } from '../history.ts';
import { watchCheckpoints } from './checkpoints.ts';
import { sendUntilKnown, type Server } from './client.ts';
import { readEvents, readModelsAt } from './collect.ts';
import { nextTask, opening, openingTask } from './commands.ts';
import { type FaultCounts, planFaults, runFaults, watchForEnd } from './faults.ts';
import { readBack } from './own-writes.ts';
import { followPages, type Follower, followStream } from './readers.ts';
import type { Target } from './target.ts';
import { emptyWorld, learn, type Task, type World } from './world.ts';

export interface RunOptions {
  readonly target: Target;
  readonly seed: number;
  readonly clients: number;
  /** How many commands are sent, whatever comes of them. */
  readonly commands: number;
  /** Milliseconds, on average, between commands of a client; then clients go on, also beyond `commands`, until the last fault has struck. */
  readonly pace?: number;
  readonly faults: FaultCounts;
  /** How many faults may be under way at once; default 1. */
  readonly lanes?: number;
  /** At how many earlier positions the read models are judged. */
  readonly looksBack: number;
  /** The share of requests whose client gives up almost at once; default 4 in 100. */
  readonly impatient?: number;
  /** Milliseconds for read models to come to the end of the log once nobody writes any more; default two minutes. */
  readonly patience?: number;
  /** Where the history is written. */
  readonly directory: string;
  /** Something else that is done once the clients have written. */
  readonly afterwards?: (history: History) => Promise<void>;
}

/** The share of acknowledged commands whose sender reads at once what was written. */
const READ_BACK = 0.2;

interface Running {
  readonly history: History;
  readonly server: Server;
  readonly world: World;
  readonly impatient: number;
  readonly stop: AbortSignal;
  acknowledged: number;
}

async function perform(running: Running, process: string, task: Task): Promise<void> {
  const { world, stop: signal } = running;
  const answer = await sendUntilKnown({ ...running, random: world.random, signal }, process, task);
  if (!answer) return;
  running.acknowledged += 1;
  const { stream, events } = answer;
  if (world.random.chance(READ_BACK)) await readBack(running.history, running.server, answer);
  learn(world, task, { id: stream.slice(stream.indexOf('-') + 1), stream, claim: events[0]!.id });
}

async function open(running: Running): Promise<void> {
  for (const round of opening)
    await Promise.all(
      round.map((command, index) => perform(running, `client ${index}`, openingTask(running.world, command))),
    );
}

async function work(
  running: Running,
  { clients, commands, pace = 0 }: RunOptions,
  struck: () => boolean,
): Promise<void> {
  let begun = 0;
  const { world, stop } = running;
  const client = async (_: unknown, index: number): Promise<void> => {
    while ((begun < commands || (pace > 0 && !struck())) && !stop.aborted) {
      begun += 1;
      await perform(running, `client ${index}`, nextTask(world));
      if (pace > 0) await pause(world.random.below(2 * pace));
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
}

function follow(history: History, server: Server, random: Random, signal: AbortSignal) {
  const common = { history, server, signal };
  const followers: Follower[] = [
    followStream({ ...common, name: 'subscriber', leavesAfter: () => 1 + random.below(120) }),
    followStream({
      ...common,
      name: 'fickle subscriber of swaps',
      streamPrefix: 'swap-',
      leavesAfter: () => 1 + random.below(12),
    }),
    followPages({ ...common, name: 'reader of pages' }),
  ];
  return { followers, readers: { subscriber: null, 'fickle subscriber of swaps': 'swap-', 'reader of pages': null } };
}

/** Milliseconds for readers to come to the end of the log once nobody writes any more. */
const LAST_WORDS = 10_000;

/** Waits until every reader has had its last event; one that never gets it is the checker's to name. */
async function untilRead(followers: readonly Follower[], last: readonly string[]): Promise<void> {
  const deadline = performance.now() + LAST_WORDS;
  const behind = () => followers.some((follower, index) => BigInt(follower.position()) < BigInt(last[index]!));
  while (behind() && performance.now() < deadline) await pause(20);
}

function positions(random: Random, log: readonly LoggedEvent[], count: number): string[] {
  const earlier = Array.from({ length: count }, () => random.pick(log).position);
  return [...new Set([...earlier, log.at(-1)!.position])];
}

/** The read models at positions, by hand and by replay. What never comes so far is the checker's to name: it misses what was not seen. */
async function judgedAt(
  { target, patience }: RunOptions,
  history: History,
  at: readonly string[],
): Promise<Pick<Evidence, 'models' | 'replays'>> {
  const models = [];
  try {
    for (const position of at) models.push(await readModelsAt(target, position, patience));
    return { models, replays: await target.replayed(at) };
  } catch (error) {
    history.record('models', 'query', 'info', { reason: String(error) });
    return { models, replays: [] };
  }
}

/** Runs clients, readers and faults against the target, which runs already. Returns what the checker judges. */
export async function runChaos(options: RunOptions): Promise<Evidence> {
  const { target, seed, commands, faults, looksBack, lanes = 1 } = options;
  const random = randomFrom(seed);
  const history = openHistory(join(options.directory, 'history.jsonl'));
  const stop = new AbortController();
  watchForEnd(target, history);
  const running: Running = {
    history,
    server: target,
    world: emptyWorld(random),
    impatient: options.impatient ?? 0.04,
    stop: stop.signal,
    acknowledged: 0,
  };
  const { followers, readers } = follow(history, target, randomFrom(seed + 1), stop.signal);
  const watching = watchCheckpoints(target, history, stop.signal);
  try {
    await open(running);
    // Of four commands at least three are accepted, so that the last fault comes before the last command.
    const planned = planFaults(randomFrom(seed + 2), faults, 0.75 * commands);
    const inLane = (lane: number): Promise<void> =>
      runFaults({
        target,
        history,
        random: randomFrom(seed + 3 + lane),
        planned: planned.filter((_, index) => index % lanes === lane),
        acknowledged: () => running.acknowledged,
        signal: stop.signal,
      });
    const striking = Promise.all(Array.from({ length: lanes }, (_, lane) => inLane(lane)));
    let struck = false;
    const ended = striking.finally(() => (struck = true));
    await Promise.all([ended, work(running, options, () => struck)]);
    await options.afterwards?.(history);
    const log = await target.readLog();
    const swaps = log.filter(({ stream }) => stream.startsWith('swap-'));
    const head = log.at(-1)!.position;
    // A planted bug may have lost every event of a swap.
    await untilRead(followers, [head, swaps.at(-1)?.position ?? '0', head]);
    const at = positions(random, log, looksBack);
    const { models, replays } = await judgedAt(options, history, at);
    const shown = await readEvents(target);
    stop.abort();
    await Promise.all([watching, ...followers.map(({ done }) => done)]);
    const bus = await target.readBus?.();
    const { order } = target;
    return { history: history.entries, log, order, shown, readers, models, replays, ...(bus && { bus }) };
  } finally {
    stop.abort();
    await Promise.allSettled([watching, ...followers.map(({ done }) => done)]);
    await history.close();
  }
}
