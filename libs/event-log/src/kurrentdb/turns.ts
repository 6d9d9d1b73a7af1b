/**
 * One after the other for each stream. Appends of this process to one stream so see each other in the order they were asked for,
 * and do not conflict among themselves.
 */
export class Turns {
  readonly #last = new Map<string, Promise<void>>();

  /** Works when everything asked for earlier on the same stream has ended, however it ended. */
  async take<Result>(stream: string, work: () => Promise<Result>): Promise<Result> {
    const result = (this.#last.get(stream) ?? Promise.resolve()).then(work);
    const ended = result.then(
      () => {},
      () => {},
    );
    this.#last.set(stream, ended);
    try {
      return await result;
    } finally {
      if (this.#last.get(stream) === ended) this.#last.delete(stream);
    }
  }

  /** Resolves when nothing works or waits any more. */
  async idle(): Promise<void> {
    while (this.#last.size > 0) await Promise.all(this.#last.values());
  }
}
