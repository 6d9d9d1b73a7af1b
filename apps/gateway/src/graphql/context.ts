import { openReading, type Reading, type WantedState } from '#libs/queries';
import type { Trace } from '#libs/platform';
import { answering } from '../query-problem.ts';
import { preferredWait } from '../rest/parameters.ts';
import type { Gateway } from '../services.ts';
import { type Loaders, requestLoaders } from './loaders.ts';

/** What every resolver of one request shares. */
export interface Context {
  readonly gateway: Gateway;
  readonly trace: Trace;
  readonly authorization: string | undefined;
  /** The same question gives the same state throughout the request, so that its parts fit together. */
  reading(wanted: WantedState): Promise<Reading>;
  loaders(reading: Reading): Loaders;
}

export interface RequestFacts {
  readonly trace: Trace;
  readonly authorization: string | undefined;
  readonly prefer: string | undefined;
}

export function contextOf(gateway: Gateway, { trace, authorization, prefer }: RequestFacts): Context {
  const readings = new Map<string, Promise<Reading>>();
  const wait = preferredWait(prefer);
  return {
    gateway,
    trace,
    authorization,
    reading(wanted) {
      const key = JSON.stringify([wanted.asOf, wanted.pinned, wanted.minPosition, wanted.token]);
      const known = readings.get(key);
      if (known) return known;
      const patience = wait === undefined ? {} : { waitMilliseconds: wait * 1000 };
      const reading = answering(() => openReading(gateway.side, { ...wanted, ...patience }));
      readings.set(key, reading);
      return reading;
    },
    loaders: requestLoaders(gateway.side),
  };
}
