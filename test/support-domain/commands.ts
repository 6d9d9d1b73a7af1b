import {
  claimRelations,
  type Command,
  type CommandName,
  commandCatalogue,
  commandNames,
  judgements,
  parseStream,
  partyKinds,
  sourceReliabilities,
} from '#libs/contracts';
import { claimsOf } from '#libs/domain';
import { reports } from './reports.ts';
import { someDate, someWords } from './values.ts';
import { maybe, someClaim, someClaimant, someEvidence, subject, type World } from './world.ts';

const named = (world: World) => [{ form: `${someWords(world.random)} ${world.random.below(100)}`, lang: 'en' }];

/** Mostly two different persons; the domain refuses a person and itself. */
const pair = (world: World) => ({
  left: subject(world, 'person'),
  right: subject(world, 'person'),
  reason: 'a reason',
});

/** Commands about subjects that carry no claim, and judgements on who is the same person. */
const plain: Partial<Record<CommandName, (world: World) => object>> = {
  RegisterSource: (world) => ({
    id: world.random.uuid(),
    title: 'A report',
    publisher: maybe(world, 'party'),
    publishedAt: someDate(world.random),
    length: world.random.pick([null, 5000]),
  }),
  RegisterParty: (world) => ({ id: world.random.uuid(), kind: world.random.pick(partyKinds), names: named(world) }),
  RegisterPerson: (world) => ({ id: world.random.uuid(), names: named(world) }),
  NoteSourceCorrection: () => ({ kind: 'dangling-mark' }),
  SupersedeSource: (world) => ({ by: subject(world, 'source') }),
  AttachSourceText: () => ({ text: 'ten people were named' }),
  AddNameVariant: (world) => ({ name: named(world)[0] }),
  DecideMatch: (world) => ({ ...pair(world), judgement: world.random.pick(judgements) }),
  RevokeMatch: pair,
};

/** A report on a known subject, or, where the command allows it and chance wants it, on a new one. */
function report(world: World, name: CommandName): object | null {
  const { random, ids, detained } = world;
  const { subject: kind, category } = commandCatalogue[name];
  const known = ids[category!];
  const isNew = kind === 'new' || (kind === 'either' && (known.length === 0 || random.chance(0.5)));
  if (!isNew && known.length === 0) return null;
  const about = isNew ? random.uuid() : subject(world, category!);
  if (isNew && category === 'detention') detained.set(about, detainee(world));
  return { ...reports[name]!(world, about), [isNew ? 'id' : category!]: about };
}

const detainee = (world: World): { person?: string; group?: string } => {
  const group = world.random.chance(0.2) ? maybe(world, 'group') : null;
  return group ? { group } : { person: subject(world, 'person') };
};

const aboutPlain = (world: World, name: CommandName): object => {
  const { subject: kind, category } = commandCatalogue[name];
  const body = plain[name]!(world);
  return kind === 'existing' ? { ...body, [category!]: subject(world, category!) } : body;
};

/** A claim somewhere, standing or not. */
function someTarget(world: World) {
  const { random, streams } = world;
  const withClaims = [...streams].filter(([, events]) => events.some((event) => 'claim' in event.data));
  if (withClaims.length === 0) return null;
  const [stream, events] = random.pick(withClaims);
  const claim = random.pick([...claimsOf(events).values()]).original;
  return { stream, claim: claim.id, type: claim.type };
}

const commandReporting = (type: string): CommandName | undefined =>
  commandNames.find((name) => commandCatalogue[name].event === type);

/** What is said of a claim, by the command that says it; those that are left give a reason and no more. */
const ofClaims: Partial<Record<CommandName, (world: World) => object>> = {
  ContestClaim: (world) => ({ asWritten: 'not so', claim: someClaim(world) }),
  AddEvidence: (world) => ({ evidence: someEvidence(world, world.ids.source) }),
  LinkClaims: (world) => {
    const { stream, claim } = someTarget(world)!;
    return { relation: world.random.pick(claimRelations), to: { stream, claim } };
  },
  AssessClaim: (world) => ({
    assessor: someClaimant(world),
    reliability: world.random.pick(sourceReliabilities),
    credibility: 1 + world.random.below(6),
    date: someDate(world.random),
  }),
};

function aboutClaim(world: World, name: CommandName): object | null {
  const found = someTarget(world);
  if (!found) return null;
  const { type, ...target } = found;
  const reason = 'a reason';
  if (ofClaims[name]) return { target, ...ofClaims[name](world) };
  if (name !== 'CorrectClaim') return { target, reason };
  const id = parseStream(target.stream)!.id;
  const corrected =
    type === 'ClaimContested'
      ? { asWritten: 'not quite', claim: someClaim(world) }
      : reports[commandReporting(type)!]!(world, id);
  return { target, report: corrected, reason };
}

function bodyOf(world: World, name: CommandName): object | null {
  if (aboutClaims.includes(name)) return aboutClaim(world, name);
  return reports[name] ? report(world, name) : aboutPlain(world, name);
}

/** Every fifth command changes or contests what was said before; the rest is spread over all others. */
const aboutClaims: readonly CommandName[] = [
  'ContestClaim',
  'AddEvidence',
  'CorrectClaim',
  'RetractClaim',
  'WithdrawClaim',
  'LinkClaims',
  'AssessClaim',
];
const others = commandNames.filter((name) => reports[name] ?? plain[name]);

/** The commands that a history is made of. */
export const generatedCommands: readonly CommandName[] = [...others, ...aboutClaims];

/** What everything else refers to comes first. */
const opening: readonly CommandName[] = [
  'RegisterParty',
  'RegisterParty',
  'RegisterParty',
  'RegisterSource',
  'RegisterSource',
  'RegisterPerson',
  'RegisterPerson',
  'RegisterPerson',
];

/** The next command of a history, in the form its schema parses it to. The domain may still reject it. */
export function nextCommand(world: World, step: number): Command | null {
  const { random } = world;
  const name = opening[step] ?? random.pick(random.chance(0.2) ? aboutClaims : others);
  const body = bodyOf(world, name);
  return body && ({ name, body: commandCatalogue[name].schema.parse(body) } as Command);
}
