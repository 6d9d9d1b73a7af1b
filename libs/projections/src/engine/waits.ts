import { comparePositions } from '#libs/contracts';
import type { StreamState } from './tables.ts';

/** What a batch or a redrive moved. */
export interface Progress {
  readonly position: string;
  readonly heads: ReadonlyMap<string, number>;
  readonly parked: readonly { readonly stream: string }[];
}

/** Where the generation stands, from the database. */
export interface Standing {
  checkpoint(): Promise<string>;
  stream(stream: string): Promise<StreamState>;
}

export type Wait = 'reached' | 'stale';
export type StreamWait = Wait | 'parked';

export interface Waits {
  /** Whether the checkpoint reaches the position within the time (milliseconds), or until the signal says that there is no more time. */
  readonly waitFor: (position: string, milliseconds: number, signal?: AbortSignal) => Promise<Wait>;
  /** Whether the revision of the stream is in the rows within the time; `parked` as soon as the stream is known to stand still before it. */
  readonly waitForStream: (
    stream: string,
    revision: number,
    milliseconds: number,
    signal?: AbortSignal,
  ) => Promise<StreamWait>;
  /** Wakes those whose wait is over. */
  readonly moved: (progress: Progress) => void;
}

type Hear<Answer> = (progress: Progress) => Answer | undefined;
type Ask<Answer> = () => Promise<Answer | undefined>;
type Listening = Set<(progress: Progress) => void>;

interface Bounds {
  readonly milliseconds: number;
  /** How often to ask, in milliseconds; 0: only at first and at last. */
  readonly every: number;
  readonly signal: AbortSignal | undefined;
}

/** Listens before it asks, so that nothing which happens in between is missed; asks once more when the time is over, or the signal comes. */
function wait<Answer extends string>(
  listening: Listening,
  ask: Ask<Answer>,
  hear: Hear<Answer>,
  { milliseconds, every, signal }: Bounds,
): Promise<Answer | 'stale'> {
  return new Promise((resolve, reject) => {
    const end = (): void => {
      listening.delete(listen);
      over = true;
      clearTimeout(deadline);
      clearTimeout(next);
      signal?.removeEventListener('abort', last);
    };
    const settle = (answer: Answer | 'stale' | undefined): void => {
      if (answer === undefined) return;
      end();
      resolve(answer);
    };
    const failed = (error: Error): void => {
      end();
      reject(error);
    };
    const listen = (progress: Progress): void => settle(hear(progress));
    const asked = (otherwise?: 'stale'): Promise<void> => ask().then((answer) => settle(answer ?? otherwise), failed);
    // The next question waits for the answer to the one before: a slow database must not be asked ever more.
    const poll = async (): Promise<void> => {
      await asked();
      if (!over && every > 0) next = setTimeout(() => void poll(), every);
    };
    const last = (): void => void asked('stale');
    let over = false;
    let next: NodeJS.Timeout | undefined;
    listening.add(listen);
    const deadline = setTimeout(last, signal?.aborted ? 0 : milliseconds);
    signal?.addEventListener('abort', last, { once: true });
    void poll();
  });
}

/** Waits for what this process applies (`moved`) and, every `poll` milliseconds where another process does, for what the database says. */
export function createWaits(standing: Standing, poll = 0): Waits {
  const listening: Listening = new Set();
  return {
    waitFor: (position, milliseconds, signal) => {
      const reached = (checkpoint: string): Wait | undefined =>
        comparePositions(checkpoint, position) >= 0 ? 'reached' : undefined;
      const ask = async (): Promise<Wait | undefined> => reached(await standing.checkpoint());
      return wait<Wait>(listening, ask, (progress) => reached(progress.position), {
        milliseconds,
        every: poll,
        signal,
      });
    },
    waitForStream: (stream, revision, milliseconds, signal) => {
      const judged = (head: number, parked: boolean): StreamWait | undefined =>
        head >= revision ? 'reached' : parked ? 'parked' : undefined;
      const ask = async (): Promise<StreamWait | undefined> => {
        const state = await standing.stream(stream);
        return judged(state.revision, state.parked);
      };
      const hear: Hear<StreamWait> = ({ heads, parked }) =>
        judged(
          heads.get(stream) ?? -1,
          parked.some((each) => each.stream === stream),
        );
      return wait(listening, ask, hear, { milliseconds, every: poll, signal });
    },
    moved: (progress) => [...listening].forEach((listen) => listen(progress)),
  };
}
