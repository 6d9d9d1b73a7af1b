/** A command in the order of its work. */
export interface Step {
  readonly name: string;
  /** Local names it uses. */
  readonly needs: readonly string[];
  /** What it writes to, where known; steps of one stream keep their order. */
  readonly stream: string | null;
  /** The step whose stream this one shares, where that step comes later in the file. */
  readonly follows: string | null;
  readonly size: number;
}

interface Waiting<S extends Step> {
  readonly step: S;
  readonly missing: Set<string>;
  stream: string | null;
  /** Ready or running: its place in the stream cannot change any more. */
  taken: boolean;
}

/** What is waiting for a name, directly or not, each with what it waits for (null: the name itself). */
type Dependants<S extends Step> = Map<Waiting<S>, Waiting<S> | null>;

function put<Value>(lists: Map<string, Value[]>, key: string, value: Value): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}

function remove<Value>(lists: Map<string, Value[]>, key: string, value: Value): void {
  const list = lists.get(key);
  const at = list?.indexOf(value) ?? -1;
  if (at >= 0) list!.splice(at, 1);
  if (list?.length === 0) lists.delete(key);
}

/**
 * Orders steps: each waits for the steps whose names it uses and for the one before it in its stream. A step may use a name that comes
 * later; then the later step goes before it in their stream. Within these bounds the order is that in which steps were added, whatever the
 * speed of the work.
 */
export class Schedule<S extends Step> {
  readonly #steps = new Map<string, Waiting<S>>();
  readonly #waiters = new Map<string, Waiting<S>[]>();
  readonly #streams = new Map<string, Waiting<S>[]>();
  readonly #followers = new Map<string, Waiting<S>[]>();
  readonly #ready: Waiting<S>[] = [];
  readonly #isSettled: (name: string) => boolean;
  /** Steps that are not settled, and their characters. */
  readonly load = { steps: 0, size: 0 };

  /** `isSettled` tells whether a name needs no waiting for. */
  constructor(isSettled: (name: string) => boolean) {
    this.#isSettled = isSettled;
  }

  /** @returns null, or the steps that the new one would wait for in a circle; it is then not added. */
  add(step: S): readonly S[] | null {
    const dependants = this.#dependantsOf(step.name);
    const circle = this.#circle(step, dependants);
    if (!circle) this.#enter(step, dependants);
    return circle;
  }

  /** The next step that waits for nothing. */
  next(): S | undefined {
    return this.#ready.shift()?.step;
  }

  /** The step is done or rejected: what waits for it goes on. */
  settle(step: S): void {
    this.#leave(this.#steps.get(step.name)!);
    this.release(step.name);
  }

  /** A name that no step has is as good as settled (its command could not be read). */
  release(name: string): void {
    const released = this.#waiters.get(name) ?? [];
    this.#waiters.delete(name);
    for (const waiting of released) {
      waiting.missing.delete(name);
      this.#offer(waiting);
    }
  }

  /** The names of all steps that are not settled. */
  pending(): readonly string[] {
    return [...this.#steps.keys()];
  }

  /** The steps that wait for names of steps that were not added so far. */
  stranded(): readonly S[] {
    const isAbsent = (name: string): boolean => !this.#steps.has(name) && !this.#isSettled(name);
    return [...this.#steps.values()].filter(({ missing }) => [...missing].some(isAbsent)).map(({ step }) => step);
  }

  #offer(waiting: Waiting<S> | undefined): void {
    if (!waiting || waiting.taken || waiting.missing.size > 0) return;
    if (waiting.stream !== null && this.#streams.get(waiting.stream)?.[0] !== waiting) return;
    waiting.taken = true;
    this.#ready.push(waiting);
  }

  #dependantsOf(name: string): Dependants<S> {
    const found: Dependants<S> = new Map((this.#waiters.get(name) ?? []).map((waiting) => [waiting, null]));
    for (const waiting of found.keys()) {
      const line = waiting.stream === null ? [] : (this.#streams.get(waiting.stream) ?? []);
      const behind = line[line.indexOf(waiting) + 1];
      for (const next of [...(this.#waiters.get(waiting.step.name) ?? []), ...(behind ? [behind] : [])])
        if (!found.has(next)) found.set(next, waiting);
    }
    return found;
  }

  #circle(step: S, dependants: Dependants<S>): readonly S[] | null {
    if (step.needs.includes(step.name)) return [step];
    const needed = step.needs.map((name) => this.#steps.get(name)).find((other) => other && dependants.has(other));
    if (!needed) return null;
    const path: S[] = [step];
    for (let at: Waiting<S> | null = needed; at; at = dependants.get(at) ?? null) path.push(at.step);
    return path;
  }

  #enter(step: S, dependants: Dependants<S>): void {
    const missing = new Set(step.needs.filter((name) => !this.#isSettled(name)));
    const waiting: Waiting<S> = { step, missing, stream: step.stream, taken: false };
    this.#steps.set(step.name, waiting);
    for (const name of missing) put(this.#waiters, name, waiting);
    this.load.steps += 1;
    this.load.size += step.size;
    if (step.follows !== null && step.stream === null) put(this.#followers, step.follows, waiting);
    else this.#place(waiting, dependants);
    this.#offer(waiting);
  }

  /** Puts a step behind all of its stream but those that wait for it, and then those that follow it into the stream. */
  #place(waiting: Waiting<S>, dependants: Dependants<S>): void {
    const { stream } = waiting;
    if (stream !== null) {
      const line = this.#streams.get(stream) ?? [];
      this.#streams.set(stream, line);
      const before = dependants.size > 0 ? line.findIndex((other) => dependants.has(other)) : -1;
      line.splice(before < 0 ? line.length : before, 0, waiting);
    }
    const followers = this.#followers.get(waiting.step.name) ?? [];
    this.#followers.delete(waiting.step.name);
    for (const follower of followers) {
      follower.stream = stream;
      this.#place(follower, this.#dependantsOf(follower.step.name));
    }
  }

  #leave(waiting: Waiting<S>): void {
    this.#steps.delete(waiting.step.name);
    this.load.steps -= 1;
    this.load.size -= waiting.step.size;
    // A step may be given up while it still waits: nothing may find it again.
    for (const name of waiting.missing) remove(this.#waiters, name, waiting);
    if (waiting.step.follows !== null) remove(this.#followers, waiting.step.follows, waiting);
    if (waiting.stream === null) return;
    remove(this.#streams, waiting.stream, waiting);
    this.#offer(this.#streams.get(waiting.stream)?.[0]);
  }
}
