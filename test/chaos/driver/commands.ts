import type { KnownClaim, Task, World } from './world.ts';

type Body = (world: World, mark: string) => object;

const claimOf = ({ random, parties, sources }: World, mark: string): object => ({
  claimant: { kind: 'party', id: random.pick(parties) },
  stance: random.pick(['true-certain', 'true-uncertain', 'unknown']),
  evidence: [{ source: random.pick(sources), located: { locator: `mark ${mark}` } }],
});

const countOf = ({ random }: World): object => {
  const value = 1 + random.below(300);
  return { op: 'eq', value, unit: { asWritten: 'captives', counts: 'person' }, asWritten: `${value} captives` };
};

const dateOf = ({ random }: World): object | null =>
  random.pick([null, { asWritten: 'in May 2014', edtf: '2014-05' }, { asWritten: 'December 27', edtf: 'XXXX-12-27' }]);

const report =
  (fields: (world: World) => object): Body =>
  (world, mark) => ({ ...fields(world), claim: claimOf(world, mark) });

const ofDetention = (fields: (world: World) => object): Body =>
  report((world) => ({ detention: recent(world), date: dateOf(world), ...fields(world) }));

/** Half of the reports go to the few oldest, which grow long; the others to any. */
const recent = ({ random, detentions }: World): string =>
  random.chance(0.5) ? detentions[random.below(Math.min(4, detentions.length))]! : random.pick(detentions);

function leg(world: World): object {
  const { random, parties, swaps } = world;
  const [from, to] = [parties[0], parties[1]];
  const part = { leg: `a-${random.below(6)}`, parent: 'a', partBy: 'day', from, to };
  const slot = random.pick([{ leg: 'a', from, to }, { leg: 'b', from: to, to: from }, part]);
  return { swap: random.pick(swaps), ...slot, phase: random.pick(['planned', 'actual']), count: countOf(world) };
}

/** The report of a claim again, with other words: without the subject, which a correction cannot change. */
function corrected(world: World, { body }: KnownClaim, mark: string): object {
  const { swap: _swap, detention: _detention, id: _id, ...rest } = body as Record<string, unknown>;
  return { ...rest, ...('count' in rest && { count: countOf(world) }), claim: claimOf(world, mark) };
}

const about =
  (fields: (world: World, mark: string, target: KnownClaim) => object): Body =>
  (world, mark) => {
    const known = world.random.pick(world.claims);
    return { target: { stream: known.stream, claim: known.claim }, ...fields(world, mark, known) };
  };

const newDetention = report((world) => ({
  person: world.random.pick(world.persons),
  holder: world.random.pick(world.parties),
  since: dateOf(world),
  characterisation: world.random.pick(['hostage', 'prisoner of war', null]),
  ...(world.random.chance(0.5) && { id: world.random.uuid() }),
}));

/** Command, how often in 100, and its body. */
const mix: readonly (readonly [string, number, Body])[] = [
  ['ReportLeg', 24, report(leg)],
  [
    'ReportDecline',
    5,
    report((world) => ({ swap: world.random.pick(world.swaps), leg: 'a', kind: 'refused', count: countOf(world) })),
  ],
  ['ReportDetention', 21, newDetention],
  ['ReportTransfer', 8, ofDetention(({ random, parties }) => ({ to: random.pick(parties) }))],
  ['ReportCharge', 7, ofDetention(() => ({ charge: 'espionage', status: 'charged' }))],
  ['ReportSentence', 5, ofDetention(() => ({ status: 'imposed', term: 'P12Y' }))],
  [
    'ReportCustodyStance',
    5,
    ofDetention(({ random, parties }) => ({ holder: random.pick(parties), stance: 'acknowledged' })),
  ],
  ['ReportRelease', 7, ofDetention(({ random, swaps }) => ({ mode: 'exchanged', swap: random.pick(swaps) }))],
  ['ContestClaim', 5, about((world, mark) => ({ asWritten: 'not so', claim: claimOf(world, mark) }))],
  [
    'AddEvidence',
    3,
    about(({ random, sources }, mark) => ({
      evidence: [{ source: random.pick(sources), located: { locator: `mark ${mark}` } }],
    })),
  ],
  ['WithdrawClaim', 3, about((_world, mark) => ({ reason: `mark ${mark}` }))],
  [
    'CorrectClaim',
    3,
    about((world, mark, known) => ({ reason: `mark ${mark}`, report: corrected(world, known, mark) })),
  ],
  // What must be refused with a problem, under load as ever: a party that is not there, a leg to oneself, a body of no form.
  ['ReportLeg', 2, report((world) => ({ ...leg(world), swap: world.random.uuid() }))],
  ['ReportLeg', 1, report((world) => ({ ...leg(world), from: world.parties[0], to: world.parties[0] }))],
  ['RegisterParty', 1, () => ({ kind: 'nonsense', names: [] })],
];
const table = mix.flatMap(([command, weight, body]) => Array.from({ length: weight }, () => [command, body] as const));

/** The next command of a client: hot swaps and detentions, many cold detentions, and claims about claims. */
export function nextTask(world: World): Task {
  const { random } = world;
  const first = newDetention;
  const [command, body] =
    world.detentions.length < 8 || world.claims.length < 4 ? (['ReportDetention', first] as const) : random.pick(table);
  const key = random.uuid();
  return { key, command, body: body(world, key) };
}

const named = (mark: string): object[] => [{ form: `mark ${mark}`, lang: 'en' }];
const register: Record<string, (world: World, mark: string) => object> = {
  RegisterParty: (_world, mark) => ({ kind: 'state', names: named(mark) }),
  RegisterPerson: (_world, mark) => ({ names: named(mark) }),
  RegisterSource: (_world, mark) => ({ title: `mark ${mark}` }),
  RecordSwap: (world, mark) => ({
    date: { asWritten: 'December 27', edtf: 'XXXX-12-27', resolved: '2017-12-27', basis: 'source' },
    legs: [
      { leg: 'a', from: world.parties[0], to: world.parties[1] },
      { leg: 'b', from: world.parties[1], to: world.parties[0] },
    ],
    claim: claimOf(world, mark),
  }),
};

/** What everything else refers to, in rounds whose commands may go at once. */
export const opening: readonly (readonly string[])[] = [
  [
    ...Array<string>(4).fill('RegisterParty'),
    ...Array<string>(3).fill('RegisterSource'),
    ...Array<string>(12).fill('RegisterPerson'),
  ],
  Array<string>(4).fill('RecordSwap'),
];

export function openingTask(world: World, command: string): Task {
  const key = world.random.uuid();
  return { key, command, body: register[command]!(world, key) };
}
