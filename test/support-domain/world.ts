import { type Category, type DomainEvent, streamOf } from '#libs/contracts';
import type { Random } from './random.ts';

/** What a history has come to so far. */
export interface World {
  readonly random: Random;
  readonly streams: Map<string, DomainEvent[]>;
  readonly ids: Readonly<Record<Category, string[]>>;
  /** Who is detained in each detention: later reports name the same. */
  readonly detained: Map<string, { person?: string; group?: string }>;
}

export const emptyWorld = (random: Random): World => ({
  random,
  streams: new Map(),
  ids: {
    source: [],
    party: [],
    person: [],
    group: [],
    detention: [],
    swap: [],
    estimate: [],
    appeal: [],
    talks: [],
    statement: [],
  },
  detained: new Map(),
});

export const eventsOf = (world: World, category: Category, id: string): readonly DomainEvent[] =>
  world.streams.get(streamOf(category, id)) ?? [];

/** Few hot subjects, many small ones. */
export function subject(world: World, category: Category): string {
  const { random, ids } = world;
  const known = ids[category];
  return known[Math.min(random.below(known.length), random.below(known.length))]!;
}

export const maybe = (world: World, category: Category): string | null =>
  world.ids[category].length === 0 || world.random.chance(0.4) ? null : subject(world, category);

export function someClaimant(world: World): object {
  const kind = world.random.chance(0.7) ? 'party' : 'person';
  return { kind, id: subject(world, kind) };
}

/** Who says so, with one or two places in sources. */
export function someClaim(world: World): object {
  const { random, ids } = world;
  return {
    claimant: someClaimant(world),
    stance: random.pick(['true-certain', 'true-uncertain', 'false-certain', 'unknown']),
    saidAt: random.chance(0.5) ? { asWritten: 'on 28 December 2017', edtf: '2017-12-28' } : null,
    evidence: someEvidence(world, ids.source),
  };
}

export const someEvidence = ({ random }: World, sources: readonly string[]): object[] =>
  random.some(sources, 1, 2).map((source) => ({ source, located: { locator: `paragraph ${random.below(40)}` } }));
