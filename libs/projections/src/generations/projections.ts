import { START } from '#libs/contracts';
import type { EventLogReader } from '#libs/event-log';
import { openPool } from '../postgres/connections.ts';
import type { ProjectionLogger } from '../engine/run.ts';
import type { Generation } from '../postgres/create-generation.ts';
import { lagBehind } from '../postgres/progress.ts';
import { type ProjectionMetrics, type Projector, type ProjectorState, startProjector } from '../projector.ts';
import { readModels } from '../read-models/all.ts';
import type { ReadModel } from '../read-models/read-model.ts';
import { createBuilding } from './building.ts';
import { createFollowers, type Followers, type Start } from './followers.ts';
import { foldFingerprint } from './fingerprint.ts';
import { type GenerationOperations, generationOperations } from './operations.ts';
import { createServingView, type ServingView } from './serving-view.ts';
import { supervise } from './supervise.ts';

export interface ProjectionsOptions {
  readonly log: EventLogReader;
  /** Login in the group `afa_projector`. */
  readonly url: string;
  readonly logger: ProjectionLogger;
  /** Told of the batches of the serving generation. */
  readonly metrics?: ProjectionMetrics;
  /** Written beside parked events. */
  readonly codeVersion?: string;
  /** What tells the code that makes rows from other code (default: a digest of it): what the one has begun or compared is nothing to the other. */
  readonly code?: string;
  /** Default: all. */
  readonly models?: readonly ReadModel[];
  /** How a filled generation is kept up. Default: fed by the log itself. */
  readonly start?: Start;
  /** Events that a build folds in memory together. Default 200,000. */
  readonly eventsPerPass?: number;
  /** Milliseconds that a build rests after each slice of its work. Default 0. */
  readonly rest?: number;
  /** Milliseconds between two looks at what other processes have done. Default 700. */
  readonly lookEvery?: number;
}

/**
 * All generations of the register in this process, seen as the one that serves: positions, waits and what is parked are the serving
 * generation's, whichever it is at that moment. Where none can serve yet, what needs one throws `NothingServes`, and waits go on.
 * Parking and redriving is done in every generation that is kept up, so that a switch takes neither back.
 */
export interface Projections extends Projector {
  readonly generations: GenerationOperations;
}

type Ended = Exclude<ProjectorState, 'running'>;

/** When the projector of the serving generation was taken over, or all were stopped. */
function createEnd(view: ServingView) {
  let settle: (why: Ended) => void = () => undefined;
  const ended = new Promise<Ended>((resolve) => (settle = resolve));
  const watched = new WeakSet<Projector>();
  return {
    ended,
    settle,
    watch: (projector: Projector): void => {
      if (watched.has(projector)) return;
      watched.add(projector);
      void projector.ended.then((why) => {
        if (why === 'fenced' && view.found() === projector) settle('fenced');
      });
    },
  };
}

/** In the serving generation, and then in all others. */
async function everywhere<Result>(
  view: ServingView,
  followers: Followers,
  work: (projector: Projector) => Promise<Result>,
): Promise<Result> {
  const serving = view.current();
  const result = await work(serving);
  for (const other of followers.all()) if (other !== serving) await work(other);
  return result;
}

const asServing = (view: ServingView, followers: Followers, log: EventLogReader) => ({
  state: () => view.found()?.state() ?? ('running' as const),
  position: () => view.found()?.position() ?? START,
  serving: async () => view.current().serving(),
  lag: async () => view.found()?.lag() ?? lagBehind(log, START),
  parked: async (stream?: string) => view.current().parked(stream),
  waitFor: view.waitFor,
  waitForStream: view.waitForStream,
  park: (stream: string, reason: string) => everywhere(view, followers, (each) => each.park(stream, reason)),
  redrive: (stream: string) => everywhere(view, followers, (each) => each.redrive(stream)),
});

/** Each generation's own, told of batches only while it serves. */
const following =
  ({ start, metrics }: ProjectionsOptions & { readonly start: Start }, view: ServingView) =>
  (generation: Generation): Promise<Projector> => {
    const serves = (): boolean => view.found()?.generation.generation === generation.generation;
    return start(generation, { batch: (progress) => (serves() ? metrics?.batch(progress) : undefined) });
  };

const directly =
  ({ log, url, logger, codeVersion, models }: ProjectionsOptions): Start =>
  ({ generation }, metrics) => {
    const given = { ...(codeVersion !== undefined && { codeVersion }), ...(models && { models }) };
    return startProjector({ log, url, logger, generation, metrics, ...given });
  };

/**
 * Keeps up every generation of the register and answers from the one that serves; builds, compares, switches and retires generations when told to.
 * A register whose generation was made by other code gets a new one first, which then serves by itself.
 */
export async function startProjections(options: ProjectionsOptions): Promise<Projections> {
  const { log, url, logger, models = readModels, code = await foldFingerprint() } = options;
  const { eventsPerPass = 200_000, rest = 0, lookEvery = 700 } = options;
  const pool = openPool({ url, most: 2, name: 'afa-generations' }, (error) =>
    logger.warn({ error }, 'connection of the generations lost'),
  );
  const view = createServingView();
  const start = following({ start: directly(options), ...options }, view);
  const followers = createFollowers(start, logger);
  const end = createEnd(view);
  let look: () => Promise<void> = async () => undefined;
  const ended = (): void => void look().catch(() => undefined);
  const building = createBuilding({ log, url, code, models, eventsPerPass, rest, logger, ended });
  const closeAll = async (): Promise<void> => {
    await building.close();
    await followers.endOthers([]);
    await pool.end();
  };
  const parts = { log, url, pool, logger, code, eventsPerPass, followers, building, view, lookEvery };
  const supervision = await supervise({ ...parts, adopted: end.watch }).catch(async (error: unknown) => {
    await closeAll();
    throw error;
  });
  look = supervision.look;
  const stopAll = async (): Promise<void> => {
    await supervision.stop();
    await closeAll();
    end.settle('stopped');
  };
  let stopped: Promise<void> | undefined;
  return {
    get generation() {
      return view.current().generation;
    },
    ended: end.ended,
    ...asServing(view, followers, log),
    generations: generationOperations({ ...parts, look, seenWithin: 2 * lookEvery }),
    stop: () => (stopped ??= stopAll()),
  };
}
