import type { CaseItem } from './entry.ts';

/** Reads a file item by item when asked to, one at a time. */
export class Feed {
  readonly #items: AsyncIterator<CaseItem>;
  readonly #onItem: (item: CaseItem) => void;
  readonly #onRead: () => void;
  readonly #onError: (error: unknown) => void;
  #reading = false;
  ended = false;

  constructor(
    items: AsyncIterator<CaseItem>,
    onItem: (item: CaseItem) => void,
    onRead: () => void,
    onError: (error: unknown) => void,
  ) {
    this.#items = items;
    this.#onItem = onItem;
    this.#onRead = onRead;
    this.#onError = onError;
  }

  read(): void {
    if (this.#reading || this.ended) return;
    this.#reading = true;
    void this.#readOne();
  }

  async #readOne(): Promise<void> {
    try {
      const item = await this.#items.next();
      if (item.done) this.ended = true;
      else if (!this.ended) this.#onItem(item.value);
    } catch (error) {
      this.#onError(error);
    }
    this.#reading = false;
    this.#onRead();
  }

  /** Not waited for: a read that is under way may never end, such as that of a request whose sender fell silent. */
  close(): void {
    this.ended = true;
    this.#items.return?.().catch(() => {});
  }
}
