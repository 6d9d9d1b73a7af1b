import { randomFrom } from '../harness/random.mjs';

const LARGE = 64 * 1024;
const unit = { asWritten: 'people', counts: 'person' };

/** A count with so many parts that the event reaches the size: how an event becomes large without naming anybody. */
function largeCount(random, bytes) {
  const part = () => ({
    category: `category ${random.below(1e6)} as the source words it`,
    count: {
      op: 'eq',
      value: random.below(300),
      upTo: null,
      asWritten: 'some of them',
      unit: null,
      low: 1,
      best: 2,
      high: 3,
    },
  });
  const each = JSON.stringify(part()).length + 1;
  const breakdowns = [];
  for (let parts = Math.ceil(bytes / each); parts > 0; parts -= 100)
    breakdowns.push({
      by: `kind ${parts}`,
      exhaustive: false,
      parts: Array.from({ length: Math.min(parts, 100) }, part),
    });
  return breakdowns;
}

export const someDate = (random) => {
  const day = `201${random.below(10)}-0${1 + random.below(9)}-1${random.below(10)}`;
  return { asWritten: `on ${day}`, edtf: day, resolved: null, basis: null, earliest: day, latest: day };
};

export function someCount(random, { large = false } = {}) {
  const value = 1 + random.below(300);
  const breakdowns = large ? largeCount(random, LARGE) : [];
  return {
    op: 'eq',
    value,
    upTo: null,
    asWritten: `${value} people`,
    unit,
    low: value,
    best: value,
    high: value,
    breakdowns,
  };
}

/** One event in a hundred has 64 KB. */
export const isLarge = (random) => random.chance(0.01);

/** Words that bring an event to between 0.3 and 2 KB. */
export function someEvidence(random, sources) {
  const count = 1 + random.below(2);
  const words = () => 'paragraph and line as the archive counts them, '.repeat(1 + random.below(9)).slice(0, 400);
  return Array.from({ length: count }, () => ({
    source: random.pick(sources),
    located: { locator: `${words()}${random.below(400)}`, asWritten: null },
  }));
}

/**
 * Payloads for appends: reports on a swap's leg as the product writes them, 0.3 to 2 KB, 1 % at 64 KB; the same for every contender.
 * Made beforehand, so that making them is not timed.
 */
export function payloads(count, seed = 1) {
  const random = randomFrom(seed);
  const [sources, parties] = [100, 40].map((many) => Array.from({ length: many }, () => random.uuid()));
  return Array.from({ length: count }, () => ({
    leg: random.pick(['a', 'b']),
    parent: null,
    partBy: null,
    from: random.pick(parties),
    to: random.pick(parties),
    phase: 'actual',
    count: someCount(random, { large: isLarge(random) }),
    date: someDate(random),
    place: null,
    persons: [],
    claim: {
      claimant: { kind: 'party', id: random.pick(parties) },
      stance: 'true-certain',
      saidAt: random.chance(0.5) ? someDate(random) : null,
      saidWhere: null,
      evidence: someEvidence(random, sources),
    },
  }));
}
