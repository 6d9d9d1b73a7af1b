import { describeError } from '../engine/prepare.ts';
import type { ProjectionLogger } from '../engine/run.ts';
import { asRefusal } from '../postgres/batch-client.ts';
import { type BuilderOptions, BuildGivenUp, fillNext, type Filling, type Moved } from './builder.ts';
import { withConnection } from '../postgres/connections.ts';
import { type Build, buildsUnderWay, tellFailure } from './builds.ts';

export interface BuildingOptions extends BuilderOptions {
  readonly logger: ProjectionLogger;
  /** A generation was filled here, or the attempt ended. */
  readonly ended: () => void;
}

/** Milliseconds before a build that broke off is tried again: the first time, and at most. */
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 60_000;

interface Now {
  readonly build: Build;
  moved: Moved;
}

/** Where a build broke off, kept with it for whoever looks; the server's words may quote values of a row, so of those only the code. */
async function keepFailure({ url }: BuildingOptions, error: unknown): Promise<void> {
  await withConnection(url, async (client) => {
    const found = (await buildsUnderWay(client)).find(({ filledAt }) => filledAt === null);
    if (found) await tellFailure(client, found, describeError(asRefusal(error)));
  });
}

/** How long to wait after failures that follow each other. */
function createPatience() {
  let failures = 0;
  let notBefore = 0;
  return {
    isOver: () => performance.now() >= notBefore,
    succeeded: () => void (failures = 0),
    /** @returns milliseconds until the next attempt */
    failed(): number {
      const wait = Math.min(FIRST_PAUSE * 2 ** failures, LONGEST_PAUSE);
      failures += 1;
      notBefore = performance.now() + wait;
      return wait;
    },
  };
}

/** Fills generations in this process, one at a time, whenever there is one to fill. */
export function createBuilding(options: BuildingOptions) {
  const { logger, ended } = options;
  const patience = createPatience();
  let stop = new AbortController();
  let running: Promise<void> | null = null;
  let now: Now | null = null;

  async function fillOne(): Promise<void> {
    const moved: Filling['moved'] = (build, progress) => void (now = { build, moved: progress });
    const filled = await fillNext(options, { signal: stop.signal, moved });
    patience.succeeded();
    if (!filled) return;
    const { generation, events, upTo, passes } = filled;
    logger.info({ generation, events, upTo, passes }, 'a generation is filled');
  }
  async function brokenOff(error: unknown): Promise<void> {
    if (stop.signal.aborted || error instanceof BuildGivenUp) return;
    const told = { error: asRefusal(error), retryInMilliseconds: patience.failed() };
    logger.warn(told, 'filling a generation broke off; it goes on with its last pass');
    await keepFailure(options, error).catch(() => undefined);
  }
  const end = (): void => {
    running = null;
    now = null;
    ended();
  };
  const settled = async (): Promise<void> => {
    stop.abort();
    await running;
  };

  return {
    /** Fills what is to be filled, if nothing is being filled here. */
    wake(): void {
      if (!running && !stop.signal.aborted && patience.isOver()) running = fillOne().catch(brokenOff).finally(end);
    },
    /** How far the build is that this process works at. */
    progress: (generation: number): Moved | undefined => (now?.build.generation === generation ? now.moved : undefined),
    /** Settles when nothing is being filled here any more; what was begun goes on at the next `wake`. */
    interrupt: () => settled().then(() => void (stop = new AbortController())),
    close: settled,
  };
}

export type Building = ReturnType<typeof createBuilding>;
