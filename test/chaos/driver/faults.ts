import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from '../../support-domain/random.ts';
import type { History } from '../history.ts';
import type { Target } from './target.ts';

/** How often each kind of fault strikes, by the target's names of them. */
export type FaultCounts = Readonly<Record<string, number>>;

export interface Planned {
  readonly kind: string;
  /** How many commands must have been acknowledged before. */
  readonly after: number;
}

/** Faults at random points of the run; under load, because each waits for its command and the clients go on. */
export function planFaults(random: Random, counts: FaultCounts, commands: number): Planned[] {
  const kinds = Object.entries(counts).flatMap(([kind, count]) => Array.from({ length: count }, () => kind));
  for (let index = kinds.length - 1; index > 0; index -= 1) {
    const other = random.below(index + 1);
    [kinds[index], kinds[other]] = [kinds[other]!, kinds[index]!];
  }
  const share = commands / (kinds.length + 1);
  return kinds.map((kind, index) => ({
    kind,
    after: Math.floor(share * (index + 0.3)) + random.below(Math.ceil(share)),
  }));
}

/** A process that ends although nobody struck it is a violation of its own. */
export function watchForEnd(target: Target, history: History): void {
  target.onOwnEnd((detail) => history.record('faults', 'fault', 'info', { kind: 'ended by itself', detail }));
}

export interface FaultOptions {
  readonly target: Target;
  readonly history: History;
  readonly random: Random;
  readonly planned: readonly Planned[];
  readonly acknowledged: () => number;
  readonly signal: AbortSignal;
}

/** Strikes as planned. @throws Error where the target does not come back */
export async function runFaults({
  target,
  history,
  random,
  planned,
  acknowledged,
  signal,
}: FaultOptions): Promise<void> {
  for (const { kind, after } of planned) {
    while (acknowledged() < after && !signal.aborted) await pause(2);
    if (signal.aborted) return;
    await pause(random.below(40));
    history.record('faults', 'fault', 'invoke', { kind });
    const readyAfter = await target.strikes[kind]!(random);
    history.record('faults', 'fault', 'ok', { kind, readyAfter });
  }
}
