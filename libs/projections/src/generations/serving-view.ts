import { comparePositions } from '#libs/contracts';
import type { StreamWait, Wait } from '../engine/waits.ts';
import { NothingServes } from '../postgres/progress.ts';
import type { Projector } from '../projector.ts';

/** Milliseconds for which a generation may be behind the one that served before, until it serves nevertheless. */
const PATIENCE = 5_000;
const LOOK_EVERY = 250;

const positionOf = async (projector: Projector): Promise<string> => (await projector.serving()).position;

/** What readers have seen in one generation they find in the next: it serves when it has come as far. */
async function comeAsFar(former: Projector, next: Projector): Promise<void> {
  const deadline = performance.now() + PATIENCE;
  while (performance.now() < deadline) {
    const seen = await positionOf(former);
    if (comparePositions(await positionOf(next), seen) >= 0) return;
    await next.waitFor(seen, LOOK_EVERY);
  }
}

/** What serves now, and those who want to know when that changes. */
function createCurrent() {
  let current: Projector | null = null;
  const listening = new Set<() => void>();
  return {
    get: (): Projector | null => current,
    set(next: Projector): void {
      current = next;
      for (const changed of [...listening]) changed();
    },
    /** Settles with the answer, or undefined as soon as another generation serves, or after the time where none does. */
    ask<Answer>(milliseconds: number, asking: (projector: Projector) => Promise<Answer>): Promise<Answer | undefined> {
      return new Promise((resolve, reject) => {
        const end = (): void => {
          listening.delete(changed);
          clearTimeout(timer);
        };
        const changed = (): void => (end(), resolve(undefined));
        listening.add(changed);
        const timer = current ? undefined : setTimeout(changed, milliseconds);
        if (current)
          asking(current).then(
            (answer) => (end(), resolve(answer)),
            (error: Error) => (end(), reject(error)),
          );
      });
    },
  };
}

/** Which of the projectors of this process answers queries; it changes at a switch. */
export function createServingView() {
  const current = createCurrent();

  /** An answer is about the generation that serves when it is given: after a switch meanwhile the new one is asked for the time that is left. */
  async function wait<Answer>(
    milliseconds: number,
    asking: (projector: Projector, left: number) => Promise<Answer>,
  ): Promise<Answer | 'stale'> {
    const deadline = performance.now() + milliseconds;
    for (;;) {
      const left = Math.max(0, deadline - performance.now());
      const asked = current.get();
      const answer = await current.ask(left, (projector) => asking(projector, left));
      if (answer !== undefined && asked === current.get()) return answer;
      if (current.get() === null && performance.now() >= deadline) return 'stale';
    }
  }

  return {
    /** @throws NothingServes */
    current(): Projector {
      const found = current.get();
      if (!found) throw new NothingServes('no generation serves yet: the read models are being built from the log');
      return found;
    },
    found: current.get,
    /** From here on queries are answered from it. */
    async adopt(next: Projector): Promise<void> {
      const former = current.get();
      if (next === former) return;
      // A generation whose tables are gone says nothing; what serves now does.
      if (former?.state() === 'running') await comeAsFar(former, next).catch(() => undefined);
      current.set(next);
    },
    waitFor: (position: string, milliseconds: number, signal?: AbortSignal): Promise<Wait> =>
      wait(milliseconds, (projector, left) => projector.waitFor(position, left, signal)),
    waitForStream: (
      stream: string,
      revision: number,
      milliseconds: number,
      signal?: AbortSignal,
    ): Promise<StreamWait> =>
      wait(milliseconds, (projector, left) => projector.waitForStream(stream, revision, left, signal)),
  };
}

export type ServingView = ReturnType<typeof createServingView>;
