import type { ProjectionLogger } from '../engine/run.ts';
import type { Generation } from '../postgres/create-generation.ts';
import type { ProjectionMetrics, Projector } from '../projector.ts';

/** Starts what keeps a generation up; `metrics` is to be told of its batches. */
export type Start = (generation: Generation, metrics: ProjectionMetrics) => Promise<Projector>;

/** The projectors of this process, one for each generation that is kept up. */
export function createFollowers(start: (generation: Generation) => Promise<Projector>, logger: ProjectionLogger) {
  const running = new Map<number, Projector>();
  const begin = async (generation: Generation): Promise<void> => {
    try {
      running.set(generation.generation, await start(generation));
    } catch (error) {
      // Another process may have retired it a moment ago; if it is still there, it is tried again.
      const { generation: number } = generation;
      logger.warn({ generation: number, error }, 'a generation cannot be followed yet');
    }
  };
  return {
    get: (number: number): Projector | undefined => running.get(number),
    all: (): readonly Projector[] => [...running.values()],
    /** Starts what is not running of these. */
    async begin(generations: readonly Generation[]): Promise<void> {
      for (const each of generations) if (!running.has(each.generation)) await begin(each);
    },
    /** Stops all others. */
    async endOthers(generations: readonly Generation[]): Promise<void> {
      const wanted = new Set(generations.map(({ generation }) => generation));
      const others = [...running].filter(([number]) => !wanted.has(number));
      for (const [number] of others) running.delete(number);
      await Promise.all(others.map(([, projector]) => projector.stop()));
    },
  };
}

export type Followers = ReturnType<typeof createFollowers>;
