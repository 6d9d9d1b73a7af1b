import type { EventLogReader } from '#libs/event-log';
import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import { beginBuild, type BeginBuild } from './begin-build.ts';
import { withConnection } from '../postgres/connections.ts';
import type { Building } from './building.ts';
import type { Build } from './builds.ts';
import { compareGenerations, type GenerationComparison } from './compare.ts';
import { keepComparison } from './comparisons.ts';
import { type GenerationStatus, generationStatuses } from './generation-status.ts';
import { createLive, isUsable, type LiveGeneration } from './live.ts';
import { dropRetired, requireRetirable, retireGeneration } from './retire.ts';
import { rollBack, switchGeneration, type Switched, SwitchRefused } from './switch.ts';
import { type BuildProgress, watchBuild } from './watch-build.ts';

export interface SwitchRequest {
  /** Default: the one that is built. */
  readonly generation?: number;
  /** Who wants it; kept with the switch. */
  readonly actor: string;
  /** Without an equal comparison, for this reason, which is kept. */
  readonly forced?: { readonly reason: string };
  /** Only looks whether it could be done. */
  readonly dryRun?: boolean;
}

/** What can be done with the generations of the register. */
export interface GenerationOperations {
  list(): Promise<readonly GenerationStatus[]>;
  /** Begins to build the next generation; it is filled in the background, and goes on after a restart. @throws BuildUnderWay */
  rebuild(options?: Pick<BeginBuild, 'passes'> & { readonly eventsPerPass?: number }): Promise<Build>;
  /** @throws BuildGivenUp */
  watch(generation: number): AsyncGenerator<BuildProgress>;
  /**
   * Holds a generation (default: the one that is built) against the serving one; what is found is kept with it.
   * @throws SwitchRefused where there is none, GenerationLags
   */
  compare(generation?: number, told?: (done: number, of: number) => void): Promise<GenerationComparison>;
  /** @throws SwitchRefused */
  switchTo(request: SwitchRequest): Promise<Switched>;
  /** Makes the generation serve that served before. @throws SwitchRefused */
  rollBack(actor: string, dryRun?: boolean): Promise<Switched>;
  /** Drops a generation that stands by, or one that is being built. `dryRun` only looks whether it could be. @throws RetirementRefused */
  retire(generation: number, dryRun?: boolean): Promise<void>;
}

export interface OperationsParts extends BeginBuild {
  readonly log: EventLogReader;
  /** Login in the group `afa_projector`. */
  readonly url: string;
  readonly pool: pg.Pool;
  readonly building: Building;
  /** Lets this process see at once what was done. */
  readonly look: () => Promise<void>;
  /** Milliseconds after which every process has seen it. */
  readonly seenWithin: number;
}

/** The usable one of that number; without a number the one that is built and waits. @throws SwitchRefused */
async function chosen({ pool }: OperationsParts, number: number | undefined): Promise<LiveGeneration> {
  const live = await createLive(pool)();
  const found = live.find((each) => (number === undefined ? each.status === 'building' : each.generation === number));
  if (!found) {
    const which = number === undefined ? 'no generation is built' : `there is no generation ${number} in use`;
    throw new SwitchRefused('not-there', which);
  }
  const { generation, filled, lacking } = found;
  if (!filled) throw new SwitchRefused('not-filled', `generation ${generation} is still being filled`);
  if (!isUsable(found))
    throw new SwitchRefused(
      'outdated',
      `generation ${generation} was made by other code, it lacks: ${lacking.join(', ')}`,
    );
  return found;
}

async function compare(parts: OperationsParts, number?: number, told?: (done: number, of: number) => void) {
  const { log, url, code, pool } = parts;
  const generation = await chosen(parts, number);
  if (generation.status === 'serving')
    throw new SwitchRefused('serving-already', `generation ${generation.generation} serves: name the other one`);
  const comparison = await compareGenerations({ log, url, code, generation, ...(told && { told }) });
  await keepComparison(pool, comparison);
  return comparison;
}

async function retire({ url, building, look, seenWithin }: OperationsParts, generation: number): Promise<void> {
  await withConnection(url, async (client) => {
    await retireGeneration(client, generation);
    if (building.progress(generation)) await building.interrupt();
    await look().catch(() => undefined);
    // Another process may still read from it, or fill it, until it looks.
    await pause(seenWithin);
    await dropRetired(client, ATTEMPTS_TO_DROP);
  });
}

/** Each waits a moment for those who use a table; what is left after them goes at the next start. */
const ATTEMPTS_TO_DROP = 100;

/** What can be done with generations from any process that may write them. */
export function generationOperations(parts: OperationsParts): GenerationOperations {
  const { log, url, pool, building, look, code } = parts;
  const seen = async <Result>(work: Promise<Result>): Promise<Result> => {
    const result = await work;
    // It is done, whether this process can see it at once or only a moment later.
    await look().catch(() => undefined);
    return result;
  };
  return {
    list: () => generationStatuses(pool, log, building.progress),
    rebuild: (options) => seen(withConnection(url, (client) => beginBuild(client, { ...parts, ...options }))),
    watch: (generation) => watchBuild({ pool, log, generation, moved: building.progress }),
    compare: (generation, told) => compare(parts, generation, told),
    async switchTo({ generation, actor, forced, dryRun = false }) {
      const { generation: to } = await chosen(parts, generation);
      const wanted = { to, actor, code, dryRun, ...(forced && { forced }) };
      return seen(withConnection(url, (client) => switchGeneration(client, wanted)));
    },
    rollBack: (actor, dryRun = false) =>
      seen(withConnection(url, (client) => rollBack(client, { actor, code, dryRun }))),
    retire: (generation, dryRun = false) =>
      dryRun ? withConnection(url, (client) => requireRetirable(client, generation)) : retire(parts, generation),
  };
}
