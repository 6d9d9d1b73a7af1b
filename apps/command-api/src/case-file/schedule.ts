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

export interface Schedule<S extends Step> {
  /** @returns null, or the steps that the new one would wait for in a circle; it is then not added. */
  add(step: S): readonly S[] | null;
  /** The next step that waits for nothing. */
  next(): S | undefined;
  /** The step is done or rejected: what waits for it goes on. */
  settle(step: S): void;
  /** A name that no step has is as good as settled (its command could not be read). */
  release(name: string): void;
  /** The steps that wait for names of steps that were not added so far. */
  stranded(): readonly S[];
  /** Steps that are not settled, and their characters. */
  readonly load: { readonly steps: number; readonly size: number };
}

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
 * speed of the work. `isSettled` tells whether a name needs no waiting for.
 */
export function createSchedule<S extends Step>(isSettled: (name: string) => boolean): Schedule<S> {
  const steps = new Map<string, Waiting<S>>();
  const waiters = new Map<string, Waiting<S>[]>();
  const streams = new Map<string, Waiting<S>[]>();
  const followers = new Map<string, Waiting<S>[]>();
  const ready: Waiting<S>[] = [];
  const load = { steps: 0, size: 0 };

  const isFirst = (waiting: Waiting<S>): boolean => waiting.stream === null || streams.get(waiting.stream)?.[0] === waiting;

  function offer(waiting: Waiting<S> | undefined): void {
    if (!waiting || waiting.taken || waiting.missing.size > 0 || !isFirst(waiting)) return;
    waiting.taken = true;
    ready.push(waiting);
  }

  function dependantsOf(name: string): Dependants<S> {
    const found: Dependants<S> = new Map((waiters.get(name) ?? []).map((waiting) => [waiting, null]));
    for (const waiting of found.keys()) {
      const line = waiting.stream === null ? [] : streams.get(waiting.stream)!;
      const behind = line[line.indexOf(waiting) + 1];
      for (const next of [...(waiters.get(waiting.step.name) ?? []), ...(behind ? [behind] : [])])
        if (!found.has(next)) found.set(next, waiting);
    }
    return found;
  }

  /** Puts a step behind all of its stream but those that wait for it, and then those that follow it into the stream. */
  function place(waiting: Waiting<S>, dependants: Dependants<S>): void {
    const { stream } = waiting;
    if (stream !== null) {
      const line = streams.get(stream) ?? [];
      streams.set(stream, line);
      const before = line.length > 0 && dependants.size > 0 ? line.findIndex((other) => dependants.has(other)) : -1;
      line.splice(before < 0 ? line.length : before, 0, waiting);
    }
    for (const follower of followers.get(waiting.step.name) ?? []) {
      follower.stream = stream;
      place(follower, dependantsOf(follower.step.name));
    }
    followers.delete(waiting.step.name);
  }

  function circle(step: S, dependants: Dependants<S>): readonly S[] | null {
    if (step.needs.includes(step.name)) return [step];
    const needed = step.needs.map((name) => steps.get(name)).find((other) => other && dependants.has(other));
    if (!needed) return null;
    const path: S[] = [step];
    for (let at: Waiting<S> | null = needed; at; at = dependants.get(at) ?? null) path.push(at.step);
    return path;
  }

  function release(name: string): void {
    const released = waiters.get(name) ?? [];
    waiters.delete(name);
    for (const waiting of released) {
      waiting.missing.delete(name);
      offer(waiting);
    }
  }

  function enter(step: S, dependants: Dependants<S>): void {
    const missing = new Set(step.needs.filter((name) => !isSettled(name)));
    const waiting: Waiting<S> = { step, missing, stream: step.stream, taken: false };
    steps.set(step.name, waiting);
    for (const name of missing) put(waiters, name, waiting);
    load.steps += 1;
    load.size += step.size;
    if (step.follows !== null && step.stream === null) put(followers, step.follows, waiting);
    else place(waiting, dependants);
    offer(waiting);
  }

  function leave(waiting: Waiting<S>): void {
    steps.delete(waiting.step.name);
    load.steps -= 1;
    load.size -= waiting.step.size;
    // A step may be given up while it still waits: nothing may find it again.
    for (const name of waiting.missing) remove(waiters, name, waiting);
    if (waiting.step.follows !== null) remove(followers, waiting.step.follows, waiting);
    if (waiting.stream === null) return;
    remove(streams, waiting.stream, waiting);
    offer(streams.get(waiting.stream)?.[0]);
  }

  return {
    load,
    release,
    add(step) {
      const dependants = dependantsOf(step.name);
      const found = circle(step, dependants);
      if (!found) enter(step, dependants);
      return found;
    },
    next: () => ready.shift()?.step,
    settle(step) {
      leave(steps.get(step.name)!);
      release(step.name);
    },
    stranded: () =>
      [...steps.values()]
        .filter(({ missing }) => [...missing].some((name) => !steps.has(name) && !isSettled(name)))
        .map(({ step }) => step),
  };
}
