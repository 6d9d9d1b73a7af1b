import type { Random } from '../../support-domain/random.ts';
import type { Bus, Compared, LoggedEvent, PositionOrder } from '../checker/evidence.ts';
import type { Server } from './client.ts';

/** Does the damage and comes back when everything serves again; returns how many milliseconds that took. @throws Error where it does not */
export type Strike = (random: Random) => Promise<number>;

/** How many milliseconds it takes. */
export async function timed(act: () => Promise<void>): Promise<number> {
  const begun = performance.now();
  await act();
  return Math.round(performance.now() - begun);
}

/** The register as the driver holds it, whatever it is put together of: commands and questions go to its address, faults to its parts. */
export interface Target extends Server {
  /** What can be done to it, by name. */
  readonly strikes: Readonly<Record<string, Strike>>;
  /** Told where one of its processes ends although nobody struck it. */
  onOwnEnd(listener: (detail: string) => void): void;
  /** What positions of its log promise. */
  readonly order: PositionOrder;
  /** The log, read past the product. */
  readLog(): Promise<LoggedEvent[]>;
  /** What the tables say of checkpoints and rows, in one snapshot; the checker knows its form. */
  look(): Promise<object>;
  /** Milliseconds between looks. */
  readonly lookEvery: number;
  /** Replays up to positions, compared with the rows as known then. */
  replayed(positions: readonly string[]): Promise<Compared[]>;
  /** What lies on the bus, read past the product; only where there is one. */
  readBus?(): Promise<Bus>;
}
