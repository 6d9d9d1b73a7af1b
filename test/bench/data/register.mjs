import { randomFrom, zipf } from '../harness/random.mjs';
import { isLarge, someCount, someDate, someEvidence } from './payloads.mjs';

const words = ['hostage', 'prisoner of war', 'political prisoner', 'captive', '«заручник»', 'held without charge'];
const rest = { lang: null, script: null, type: null };
const place = (random) =>
  random.chance(0.6)
    ? null
    : { asWritten: 'in Horlivka', country: null, region: null, locality: 'Horlivka', facility: null };

/** What every event refers to: parties, persons, sources. */
function subjects(random, persons) {
  const ids = (count) => Array.from({ length: count }, () => random.uuid());
  const known = { party: ids(40), person: ids(persons), source: ids(400) };
  const events = [
    ...known.party.map((id, index) => [
      'party',
      id,
      'PartyRegistered',
      { kind: 'state', names: [{ form: `Party ${index}`, ...rest }] },
    ]),
    ...known.source.map((id, index) => [
      'source',
      id,
      'SourceRegistered',
      {
        title: `Report ${index}`,
        publisher: random.pick(known.party),
        publishedAt: someDate(random),
        retrievedAt: null,
        language: 'en',
        url: null,
        length: 5000,
        sha256: null,
      },
    ]),
    ...known.person.map((id, index) => [
      'person',
      id,
      'PersonRegistered',
      { names: [{ form: { subject: id, value: `Person ${index}` }, ...rest }] },
    ]),
  ];
  return { known, events };
}

/** Reports on custody, the first of each episode a detention; personal words belong to the person held. */
function detentionReport(random, known, episode) {
  const party = () => (random.chance(0.3) ? null : random.pick(known.party));
  const personal = () => ({ subject: episode.person, value: random.pick(words) });
  const claim = someClaim(random, known);
  const date = random.chance(0.3) ? null : someDate(random);
  const detention = () => ({
    person: episode.person,
    group: null,
    holder: party(),
    at: null,
    since: date,
    place: place(random),
    characterisation: random.chance(0.5) ? personal() : null,
    basis: null,
    claim,
  });
  if (episode.events === 0) return ['DetentionReported', detention()];
  return random.pick([
    () => ['DetentionReported', detention()],
    () => ['CustodyStanceReported', { holder: party(), stance: 'acknowledged', date, claim }],
    () => ['TransferReported', { to: party(), place: place(random), date, claim }],
    () => ['ChargeReported', { charge: personal(), status: 'charged', by: party(), date, claim }],
    () => ['SentenceReported', { status: 'imposed', term: 'P5Y', asWritten: personal(), holder: party(), date, claim }],
    () => ['HospitalisationReported', { place: place(random), date, claim }],
  ])();
}

const someClaim = (random, known) => ({
  claimant: { kind: 'party', id: random.pick(known.party) },
  stance: 'true-certain',
  saidAt: random.chance(0.5) ? someDate(random) : null,
  saidWhere: null,
  evidence: someEvidence(random, known.source),
});

/** Reports on a swap: recorded once, then leg by leg; one in a hundred has 64 KB. */
function swapReport(random, known, swap) {
  const claim = someClaim(random, known);
  const date = random.chance(0.3) ? null : someDate(random);
  const slot = (leg) => ({ leg, parent: null, partBy: null, from: swap.parties[0], to: swap.parties[1] });
  if (swap.events === 0) {
    const legs = ['a', 'b'].map((leg) => ({ ...slot(leg), count: someCount(random), persons: [] }));
    return ['SwapRecorded', { date, place: place(random), legs, claim }];
  }
  const count = someCount(random, { large: isLarge(random) });
  return [
    'LegReported',
    { ...slot(random.pick(['a', 'b'])), phase: 'actual', count, date, place: place(random), persons: [], claim },
  ];
}

/**
 * A log of `events` events, the same for the same options. `streams` episodes of custody share six tenths of them
 * (Zipf-Mandelbrot, so that the hottest has some dozens of reports), as many swaps as one in thirty of that the rest (Zipf).
 * @returns {{stream: string, revision: number, id: string, type: string, schemaVersion: number, data: object, metadata: object}[]}
 */
export function registerLog({ events: total, streams, seed = 11 }) {
  const random = randomFrom(seed);
  const { known, events: opening } = subjects(random, Math.min(5_000, Math.ceil(total / 20)));
  const revisions = new Map();
  const log = [];
  const add = (category, id, type, data) => {
    const stream = `${category}-${id}`;
    const revision = revisions.get(stream) ?? 0;
    revisions.set(stream, revision + 1);
    const command = random.uuid();
    const metadata = { actor: 'benchmark', commandId: command, correlationId: command, causationId: command };
    log.push({
      stream,
      revision,
      id: random.uuid(),
      type,
      schemaVersion: type === 'PartyRegistered' ? 2 : 1,
      data,
      metadata,
    });
  };
  for (const event of opening) add(...event);
  const episodes = Array.from({ length: streams }, () => ({
    id: random.uuid(),
    person: random.pick(known.person),
    events: 0,
  }));
  const swaps = Array.from({ length: Math.ceil(streams / 30) }, () => ({
    id: random.uuid(),
    parties: [random.pick(known.party), random.pick(known.party)],
    events: 0,
  }));
  const [drawEpisode, drawSwap] = [zipf(random, episodes.length, 200), zipf(random, swaps.length)];
  while (log.length < total) {
    const isDetention = random.chance(0.6);
    const about = isDetention ? episodes[drawEpisode()] : swaps[drawSwap()];
    const report = isDetention ? detentionReport(random, known, about) : swapReport(random, known, about);
    add(isDetention ? 'detention' : 'swap', about.id, ...report);
    about.events += 1;
  }
  return log;
}
