import {
  type Accepted,
  type Claim,
  claimsOf,
  clusterOf,
  contestsOf,
  hasTwoHolders,
  judgementsOf,
  legsOf,
  subjectsOf,
} from './model.ts';

// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Loose = any;

/** What follows from the rest and is not said by anybody: bounds of counts and of dates. */
const DERIVED = ['low', 'best', 'high', 'earliest', 'latest'];

/** A value without what is not stated and what is derived, its fields in the order of their names, so that equal words are equal content. */
export function plain(value: Loose): Loose {
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== 'object') return value ?? null;
  const stated = Object.entries(value)
    .filter(([name]) => !DERIVED.includes(name))
    .map(([name, inner]) => [name, plain(inner)] as const)
    .filter(([, inner]) => inner !== null && !(Array.isArray(inner) && inner.length === 0));
  return Object.fromEntries(stated.sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** A count with its operator and its words; none is another thing than zero. */
export const countWords = (count: Loose): string => (count ? JSON.stringify(plain(count)) : 'no count');

/** Every count inside of something, whatever it stands in. */
export function countsIn(value: Loose): string[] {
  if (Array.isArray(value)) return value.flatMap(countsIn);
  if (value === null || typeof value !== 'object') return [];
  const own = typeof value.op === 'string' && typeof value.asWritten === 'string' ? [countWords(value)] : [];
  return [...own, ...Object.values(value).flatMap(countsIn)];
}

const evidenceWords = (evidence: Loose[]): string[] => evidence.map((item) => JSON.stringify(plain(item)));

/** A report without what names its subject and who says it. */
function reportWords({ says, stream }: Claim): string {
  const category = stream.slice(0, stream.indexOf('-'));
  const { id: _id, claim: _claim, target: _target, [category]: _subject, ...report } = says;
  return JSON.stringify(plain(report));
}

/** What the register says, in words that a model and the product can both be brought to: by key, what is said. */
export type Said = ReadonlyMap<string, string>;

interface LegWords {
  readonly leg: string;
  readonly claims: readonly {
    readonly claim: string;
    readonly phase: string;
    readonly count: Loose;
    readonly persons: readonly string[];
  }[];
  readonly declines: readonly { readonly claim: string; readonly kind: string; readonly count: Loose }[];
}

const slotWords = ({ leg, parent = null, partBy = null, from = null, to = null }: Loose): string =>
  JSON.stringify({ leg, parent, partBy, from, to });

function legWords(said: Map<string, string>, swap: string, leg: LegWords): void {
  said.set(`${swap} leg ${leg.leg}`, slotWords(leg));
  const claims = leg.claims.map(
    ({ claim, phase, count, persons }) => `${phase} ${countWords(count)} ${persons.join()} by ${claim}`,
  );
  const declines = leg.declines.map(({ claim, kind, count }) => `${kind} ${countWords(count)} by ${claim}`);
  said.set(`${swap} leg ${leg.leg} claims`, claims.join('\n'));
  said.set(`${swap} leg ${leg.leg} declines`, declines.join('\n'));
}

/** What the model says, of everything that was accepted up to a position. */
export function modelSays(all: readonly Accepted[], position = Infinity): Said {
  const accepted = all.filter((each) => each.position <= position);
  const said = new Map<string, string>();
  const claims = claimsOf(accepted);
  const contests = contestsOf(accepted, claims);
  for (const claim of claims.values()) {
    const { claimant, stance, saidAt, evidence } = claim.says.claim;
    said.set(`claim ${claim.id}`, `${claim.status} in ${claim.stream}`);
    said.set(`claim ${claim.id} says`, reportWords(claim));
    said.set(`claim ${claim.id} by`, JSON.stringify(plain({ claimant, stance, saidAt })));
    said.set(`claim ${claim.id} evidence`, evidenceWords([...evidence, ...claim.added]).join('\n'));
    said.set(`claim ${claim.id} contested`, (contests.get(claim.id) ?? []).join());
    said.set(
      `claim ${claim.id} beside`,
      `${claim.links} links, ${claim.assessments} assessments, ${claim.reasons.join()}`,
    );
  }
  for (const { stream, lists } of subjectsOf(accepted, claims).values()) {
    said.set(stream, 'is known');
    for (const [list, reports] of lists)
      said.set(`${stream} ${list}`, reports.map(({ id, says }) => `${id} ${countWords(says.count)}`).join('\n'));
    if (stream.startsWith('swap-')) for (const leg of legsOf(stream, claims.values())) legWords(said, stream, leg);
    if (stream.startsWith('detention-'))
      said.set(`${stream} two holders`, String(hasTwoHolders(lists.get('reports') ?? [])));
  }
  for (const { left, right, judgement } of judgementsOf(accepted))
    said.set(`judgement ${[left, right].sort().join(' ')}`, judgement);
  for (const person of personsIn(accepted))
    said.set(`cluster ${person}`, clusterOf(person, judgementsOf(accepted)).join());
  return said;
}

export const personsIn = (accepted: readonly Accepted[]): string[] =>
  accepted.filter(({ name }) => name === 'RegisterPerson').map(({ stream }) => stream.slice('person-'.length));

/** What the product shows at a position, as its lists answer it; claims inside of subjects are ids or whole. */
export interface Shown {
  readonly claims: readonly Loose[];
  /** By category, each with its `id`. */
  readonly subjects: Readonly<Record<string, readonly Loose[]>>;
  readonly judgements: readonly { readonly left: string; readonly right: string; readonly judgement: string }[];
  /** The members of each person's cluster, sorted. */
  readonly clusters: ReadonlyMap<string, readonly string[]>;
}

const idOf = (claim: Loose): string => (typeof claim === 'string' ? claim : claim.id);

const listNames = [
  'reports',
  'custodyStances',
  'transfers',
  'charges',
  'chargeDisputes',
  'sentences',
  'hospitalisations',
  'whereaboutsUnknown',
  'ends',
  'answers',
  'members',
  'details',
  'relations',
];

function subjectShown(said: Map<string, string>, stream: string, item: Loose): void {
  said.set(stream, 'is known');
  for (const list of listNames)
    if (item[list]?.length > 0)
      said.set(
        `${stream} ${list}`,
        item[list].map((each: Loose) => `${idOf(each.claim)} ${countWords(each.count)}`).join('\n'),
      );
  if (stream.startsWith('swap-'))
    for (const leg of item.legs) {
      const withIds = (list: Loose[]): Loose[] => list.map((each) => ({ ...each, claim: idOf(each.claim) }));
      legWords(said, stream, { ...leg, claims: withIds(leg.claims), declines: withIds(leg.declines) });
    }
  if (stream.startsWith('detention-')) said.set(`${stream} two holders`, String(item.flags.includes('two-holders')));
}

/** The same words of what the product shows. */
export function productSays({ claims, subjects, judgements, clusters }: Shown): Said {
  const said = new Map<string, string>();
  for (const {
    id,
    stream,
    status,
    report,
    claimant,
    stance,
    saidAt,
    evidence,
    contestedBy,
    links,
    assessments,
    changes,
  } of claims) {
    const { target: _target, ...says } = report;
    said.set(`claim ${id}`, `${status} in ${stream}`);
    said.set(`claim ${id} says`, JSON.stringify(plain(says)));
    said.set(`claim ${id} by`, JSON.stringify(plain({ claimant, stance, saidAt })));
    said.set(`claim ${id} evidence`, evidenceWords(evidence).join('\n'));
    said.set(`claim ${id} contested`, contestedBy.join());
    const reasons = changes.map(({ reason }: Loose) => reason).join();
    said.set(`claim ${id} beside`, `${links.length} links, ${assessments.length} assessments, ${reasons}`);
  }
  for (const [category, items] of Object.entries(subjects))
    for (const item of items) subjectShown(said, `${category}-${item.id}`, item);
  for (const { left, right, judgement } of judgements)
    said.set(`judgement ${[left, right].sort().join(' ')}`, judgement);
  for (const [person, members] of clusters) said.set(`cluster ${person}`, members.join());
  return said;
}

/** Where two differ: what the model says and what is shown, for the first of them. */
export function differences(model: Said, product: Said, most = 5): string[] {
  const keys = [...new Set([...model.keys(), ...product.keys()])].filter((key) => model.get(key) !== product.get(key));
  return keys
    .slice(0, most)
    .map(
      (key) =>
        `${key}\n  by the model: ${model.get(key) ?? 'nothing'}\n  shown:        ${product.get(key) ?? 'nothing'}`,
    );
}
