import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import type { ProjectionLogger } from '../engine/run.ts';
import { ensureGeneration, GenerationOutdated } from '../postgres/create-generation.ts';
import type { Projector } from '../projector.ts';
import { beginBuild, type BeginBuild, BuildUnderWay } from './begin-build.ts';
import { withConnection } from '../postgres/connections.ts';
import type { Building } from './building.ts';
import type { Followers } from './followers.ts';
import { createLive, isUsable, type LiveGeneration } from './live.ts';
import { dropRetired } from './retire.ts';
import type { ServingView } from './serving-view.ts';
import { switchGeneration, SwitchRefused } from './switch.ts';

export interface Supervision extends BeginBuild {
  /** Login in the group `afa_projector`. */
  readonly url: string;
  readonly pool: pg.Pool;
  readonly logger: ProjectionLogger;
  readonly followers: Followers;
  readonly building: Building;
  readonly view: ServingView;
  /** Milliseconds between two looks at what other processes have done. */
  readonly lookEvery: number;
  /** Told of what serves. */
  readonly adopted: (projector: Projector) => void;
}

const servingIn = (live: readonly LiveGeneration[]): LiveGeneration | undefined =>
  live.find(({ status }) => status === 'serving');

/** The first generation of a register serves at once, however far it is. */
async function ensureFirst({ url }: Supervision): Promise<void> {
  try {
    await withConnection(url, (client) => ensureGeneration(client));
  } catch (error) {
    if (!(error instanceof GenerationOutdated)) throw error;
  }
}

/** Nothing that this code can read serves: the next generation that is filled does, and until there is one it is built. */
async function replaceOutdated(supervision: Supervision, live: readonly LiveGeneration[]): Promise<void> {
  const { url, logger, code } = supervision;
  const serving = servingIn(live);
  const next = live.find((each) => each.status === 'building' && isUsable(each));
  await withConnection(url, async (client) => {
    if (next) {
      const { generation: to } = next;
      await switchGeneration(client, { to, code, actor: 'start', without: 'all-checks' });
      logger.info({ generation: to, former: serving?.generation }, 'a generation of this code is built and serves');
    } else if (live.every(({ status, filled }) => status !== 'building' || filled)) {
      const { generation, upTo } = await beginBuild(client, supervision);
      const why =
        'the generation that serves was made by other code; another one is built from the log, and queries wait for it';
      logger.warn({ outdated: serving?.generation, lacking: serving?.lacking, generation, upTo }, why);
    }
  });
}

/** Two processes may find the same to do; the second one finds it done. */
const isDone = (error: unknown): boolean => error instanceof BuildUnderWay || error instanceof SwitchRefused;

async function lookAt(supervision: Supervision, ask: () => Promise<readonly LiveGeneration[]>): Promise<void> {
  const { followers, view, building } = supervision;
  let live = await ask();
  const serving = servingIn(live);
  if (!serving || !isUsable(serving)) {
    await replaceOutdated(supervision, live).catch((error: unknown) => {
      if (!isDone(error)) throw error;
    });
    live = await ask();
  }
  if (live.some(({ filled }) => !filled)) building.wake();
  const usable = live.filter(isUsable);
  await followers.begin(usable);
  const next = usable.find(({ status }) => status === 'serving');
  const running = next && followers.get(next.generation);
  // What serves from now on is adopted before anything is stopped that served until now.
  if (running) {
    await view.adopt(running);
    supervision.adopted(running);
  }
  await followers.endOthers(usable);
}

/**
 * Keeps up every generation in use, answers from the one that serves, fills what is to be filled, and sees within a second what other
 * processes have done. @throws what keeps the first look from being taken
 */
export async function supervise(supervision: Supervision) {
  const { url, pool, logger, lookEvery } = supervision;
  await ensureFirst(supervision);
  await withConnection(url, (client) => dropRetired(client));
  const ask = createLive(pool);
  const stopped = new AbortController();
  let turn: Promise<void> = Promise.resolve();
  /** Looks once more, after whatever look is under way. */
  const look = (): Promise<void> => {
    const next = turn.then(() => (stopped.signal.aborted ? undefined : lookAt(supervision, ask)));
    turn = next.catch(() => undefined);
    return next;
  };
  const goOn = async (): Promise<void> => {
    for (;;) {
      await pause(lookEvery, undefined, { signal: stopped.signal }).catch(() => undefined);
      if (stopped.signal.aborted) return;
      await look().catch((error: unknown) => logger.warn({ error }, 'the generations cannot be looked at'));
    }
  };
  await look();
  const looking = goOn();
  return {
    look,
    async stop(): Promise<void> {
      stopped.abort();
      await looking;
      await turn;
    },
  };
}
