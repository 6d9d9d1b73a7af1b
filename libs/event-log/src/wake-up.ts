import { comparePositions, START } from '#libs/contracts';

/**
 * Tells subscriptions of one process that the log has grown.
 * It carries the head's position, not the events: each subscription reads those itself, so a missed or doubled signal harms nobody.
 */
export class WakeUp {
  #position = START;
  #lost: Error | null = null;
  readonly #waiting = new Set<() => void>();

  get position(): string {
    return this.#position;
  }

  /** Whether somebody waits for news. */
  get awaited(): boolean {
    return this.#waiting.size > 0;
  }

  /** The log is known to reach `position` (never moves back). */
  publish(position: string): void {
    if (comparePositions(position, this.#position) <= 0) return;
    this.#position = position;
    this.#wakeAll();
  }

  /** Ends every subscription, now and later, with the error. */
  lose(error: Error): void {
    this.#lost ??= error;
    this.#wakeAll();
  }

  /** @throws the error given to `lose` */
  assertAlive(): void {
    if (this.#lost) throw this.#lost;
  }

  /** Resolves once the log reaches beyond `position`, the signal aborts or the log is lost. Leaves no listener behind. */
  beyond(position: string, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const check = (): void => {
        const due = this.#lost !== null || signal?.aborted || comparePositions(this.#position, position) > 0;
        if (!due) return;
        this.#waiting.delete(check);
        signal?.removeEventListener('abort', check);
        resolve();
      };
      this.#waiting.add(check);
      signal?.addEventListener('abort', check);
      check();
    });
  }

  #wakeAll(): void {
    for (const check of [...this.#waiting]) check();
  }
}
