import {
  appealAnswers,
  type Category,
  chargeStatuses,
  type CommandName,
  custodyStances,
  declineKinds,
  legPhases,
  noShowKinds,
  partyRelations,
  personDetails,
  releaseModes,
  sentenceStatuses,
  statementKinds,
  talksDirections,
  talksStatuses,
} from '#libs/contracts';
import { maybeWords, someCount, someDate, somePlace, someWords } from './values.ts';
import { maybe, someClaim, subject, type World } from './world.ts';

/** The body of a report without the field that names its subject; `about` is that subject, where the words depend on it. */
type Report = (world: World, about: string) => object;

/** Slots that every swap may have: one direction each, two parts of one, and the total. */
function legs({ ids: { party } }: World) {
  const [north = null, south = null, third = null] = party;
  return [
    { leg: 'a', from: north, to: south },
    { leg: 'b', from: south, to: north },
    { leg: 'a-1', parent: 'a', partBy: 'party', from: north, to: third },
    { leg: 'total', from: null, to: null },
  ];
}

function quantity(world: World): object {
  const { random, ids } = world;
  const persons = random.chance(0.3) ? random.some(ids.person, 1, 3) : [];
  return { count: random.chance(0.8) ? someCount(random, persons.length) : null, persons };
}

const swapReport: Report = (world) => ({
  date: someDate(world.random),
  place: somePlace(world.random),
  legs: world.random.some(legs(world).slice(0, 2), 0, 2).map((leg) => ({ ...leg, ...quantity(world) })),
  claim: someClaim(world),
});

const absence =
  (kinds: readonly string[]): Report =>
  (world) => ({
    leg: world.random.pick(['a', 'b']),
    kind: world.random.pick(kinds),
    count: someCount(world.random),
    date: someDate(world.random),
    claim: someClaim(world),
  });

const dated: Report = (world) => ({ date: someDate(world.random), claim: someClaim(world) });
const placed: Report = (world) => ({ place: somePlace(world.random), ...dated(world, '') });

function begin({ random }: World): object {
  const date = someDate(random);
  return date === null ? {} : random.chance(0.5) ? { at: date } : { since: date };
}

const detention: Record<string, Report> = {
  ReportDetention: (world, about) => ({
    ...world.detained.get(about),
    holder: maybe(world, 'party'),
    ...begin(world),
    place: somePlace(world.random),
    characterisation: maybeWords(world.random),
    basis: maybeWords(world.random),
    claim: someClaim(world),
  }),
  ReportCustodyStance: (world) => ({
    holder: maybe(world, 'party'),
    stance: world.random.pick(custodyStances),
    ...dated(world, ''),
  }),
  ReportTransfer: (world) => ({ to: maybe(world, 'party'), ...placed(world, '') }),
  ReportCharge: (world) => ({
    charge: someWords(world.random),
    status: world.random.pick(chargeStatuses),
    by: maybe(world, 'party'),
    ...dated(world, ''),
  }),
  DisputeCharge: (world) => ({ asWritten: 'fabricated', ...dated(world, '') }),
  ReportSentence: (world) => ({
    status: world.random.pick(sentenceStatuses),
    term: world.random.pick(['P20Y', null]),
    asWritten: maybeWords(world.random),
    holder: maybe(world, 'party'),
    ...dated(world, ''),
  }),
  ReportRelease: (world) => ({
    mode: world.random.pick(releaseModes),
    swap: maybe(world, 'swap'),
    to: maybe(world, 'party'),
    ...placed(world, ''),
  }),
  ReportEscape: placed,
  ReportHospitalisation: placed,
  ReportDeathInCustody: (world) => ({ cause: maybeWords(world.random), ...placed(world, '') }),
  ReportWhereaboutsUnknown: dated,
};

const aboutKinds = [
  'party',
  'person',
  'group',
  'detention',
  'swap',
  'estimate',
  'talks',
  'appeal',
  'statement',
] as const;

/** Subjects of any kind that a statement or appeal is about. */
const topics = (world: World): object[] =>
  world.random
    .some<Category>(aboutKinds, 0, 2)
    .filter((kind) => world.ids[kind].length > 0)
    .map((kind) => ({ kind, id: subject(world, kind) }));

const spoken: Report = (world) => ({
  about: topics(world),
  count: world.random.chance(0.3) ? someCount(world.random) : null,
  ...placed(world, ''),
});

const speech: Partial<Record<CommandName, Report>> = {
  RecordStatement: (world) => ({
    kind: world.random.pick(statementKinds),
    summary: maybeWords(world.random),
    asWritten: maybeWords(world.random),
    ...spoken(world, ''),
  }),
  RecordAppeal: (world) => ({
    addressees: world.random.some(world.ids.party, 0, 2),
    addresseesAsWritten: world.random.pick([null, 'both sides']),
    ask: someWords(world.random),
    ...spoken(world, ''),
  }),
  RecordAppealAnswer: (world) => ({
    answer: world.random.pick(appealAnswers),
    by: maybe(world, 'party'),
    asWritten: maybeWords(world.random),
    ...dated(world, ''),
  }),
  ReportTalksStatus: (world) => ({
    status: world.random.pick(talksStatuses),
    direction: world.random.pick([null, ...talksDirections]),
    parties: world.random.some(world.ids.party, 0, 2),
    topic: maybeWords(world.random),
    ...placed(world, ''),
  }),
};

/** Every command that reports something of a subject, by its name. */
export const reports: Partial<Record<CommandName, Report>> = {
  ...detention,
  ...speech,
  RelateParties: (world) => ({
    relation: world.random.pick(partyRelations),
    other: subject(world, 'party'),
    ...dated(world, ''),
  }),
  ReportPersonDetail: (world) => ({
    detail: world.random.pick(personDetails),
    value: someWords(world.random),
    ...dated(world, ''),
  }),
  ReportGroup: (world) => ({
    asWritten: 'the crew',
    count: world.random.chance(0.7) ? someCount(world.random) : null,
    claim: someClaim(world),
  }),
  NameMember: (world) => ({ person: subject(world, 'person'), claim: someClaim(world) }),
  AgreeSwap: (world) => ({ ...swapReport(world, ''), formula: world.random.pick([null, '306 for 74', 'all for all']) }),
  RecordSwap: swapReport,
  ReportLeg: (world) => ({
    ...world.random.pick(legs(world)),
    phase: world.random.pick(legPhases),
    ...quantity(world),
    ...placed(world, ''),
  }),
  ReportDecline: absence(declineKinds),
  ReportNoShow: absence(noShowKinds),
  SuspendSwap: dated,
  ResumeSwap: dated,
  RecordEstimate: (world) => ({
    holder: maybe(world, 'party'),
    count: someCount(world.random),
    date: someDate(world.random),
    scope: world.random.chance(0.5) ? { asWritten: 'in the east', custodyKinds: ['prison'] } : null,
    inclusion: maybeWords(world.random),
    claim: someClaim(world),
  }),
};
