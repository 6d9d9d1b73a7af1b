/**
 * What the register says, worked out in the plainest way from DOMAIN 1 to 6 and from nothing of the product: all accepted commands up to a
 * position are gone through from the beginning, every time. It knows no events, no versions and no increments.
 */

// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Loose = any;

/** An accepted command: what was sent, in whose history it stands, and the id of the claim it made, where it made one. */
export interface Accepted {
  readonly name: string;
  readonly body: Loose;
  readonly stream: string;
  readonly id: string;
  /** Counted from 1 over all histories. */
  readonly position: number;
}

export type Status = 'standing' | 'corrected' | 'retracted' | 'withdrawn';

/** One assertion, and what became of it. */
export interface Claim {
  readonly id: string;
  readonly stream: string;
  readonly name: string;
  status: Status;
  /** The report as it reads now. */
  says: Loose;
  /** Places where the same is said, added later: a correction does not take them away. */
  readonly added: Loose[];
  readonly reasons: string[];
  links: number;
  assessments: number;
}

export const stands = ({ status }: Claim): boolean => status === 'standing' || status === 'corrected';

/** Every claim that was ever made, in the order in which they were. */
export function claimsOf(accepted: readonly Accepted[]): ReadonlyMap<string, Claim> {
  const claims = new Map<string, Claim>();
  for (const { name, body, stream, id } of accepted) {
    const target = claims.get(body.target?.claim);
    if (name === 'CorrectClaim') Object.assign(target!, { status: 'corrected', says: body.report });
    if (name === 'RetractClaim') target!.status = 'retracted';
    if (name === 'WithdrawClaim') target!.status = 'withdrawn';
    if (name === 'AddEvidence') target!.added.push(...body.evidence);
    if (name === 'LinkClaims') target!.links += 1;
    if (name === 'AssessClaim') target!.assessments += 1;
    if (['CorrectClaim', 'RetractClaim', 'WithdrawClaim'].includes(name)) target!.reasons.push(body.reason);
    if (body.claim)
      claims.set(id, {
        id,
        stream,
        name,
        status: 'standing',
        says: body,
        added: [],
        reasons: [],
        links: 0,
        assessments: 0,
      });
  }
  return claims;
}

/** What still contests a claim: claims that contest it and stand. */
export function contestsOf(
  accepted: readonly Accepted[],
  claims: ReadonlyMap<string, Claim>,
): ReadonlyMap<string, string[]> {
  const contests = new Map<string, string[]>();
  for (const { name, body, id } of accepted)
    if (name === 'ContestClaim' && stands(claims.get(id)!))
      contests.set(body.target.claim, [...(contests.get(body.target.claim) ?? []), id]);
  return contests;
}

/** Which list of its subject a report stands in, beside all others (DOMAIN 1.2). */
export const listOfReport: Readonly<Record<string, string>> = {
  ReportDetention: 'reports',
  ReportCustodyStance: 'custodyStances',
  ReportTransfer: 'transfers',
  ReportCharge: 'charges',
  DisputeCharge: 'chargeDisputes',
  ReportSentence: 'sentences',
  ReportHospitalisation: 'hospitalisations',
  ReportWhereaboutsUnknown: 'whereaboutsUnknown',
  ReportRelease: 'ends',
  ReportEscape: 'ends',
  ReportDeathInCustody: 'ends',
  AgreeSwap: 'reports',
  RecordSwap: 'reports',
  SuspendSwap: 'reports',
  ResumeSwap: 'reports',
  RecordEstimate: 'reports',
  RecordStatement: 'reports',
  RecordAppeal: 'reports',
  RecordAppealAnswer: 'answers',
  ReportTalksStatus: 'reports',
  ReportGroup: 'reports',
  NameMember: 'members',
  ReportPersonDetail: 'details',
  RelateParties: 'relations',
};

/** A subject with its standing reports by list, each in the order in which it was first made. */
export interface Subject {
  readonly stream: string;
  readonly lists: ReadonlyMap<string, readonly Claim[]>;
}

const registers = ['RegisterSource', 'RegisterParty', 'RegisterPerson'];
const aboutClaims = [
  'ContestClaim',
  'AddEvidence',
  'LinkClaims',
  'AssessClaim',
  'CorrectClaim',
  'RetractClaim',
  'WithdrawClaim',
];

/** Every subject of which anything is left to say. */
export function subjectsOf(
  accepted: readonly Accepted[],
  claims: ReadonlyMap<string, Claim>,
): ReadonlyMap<string, Subject> {
  const subjects = new Map<string, Map<string, Claim[]>>();
  for (const { name, stream, id } of accepted) {
    const claim = claims.get(id);
    if (aboutClaims.includes(name) || (claim && !stands(claim))) continue;
    if (!claim && !registers.includes(name)) continue;
    const lists = subjects.get(stream) ?? new Map<string, Claim[]>();
    subjects.set(stream, lists);
    const list = listOfReport[name];
    if (claim && list) lists.set(list, [...(lists.get(list) ?? []), claim]);
  }
  return new Map([...subjects].map(([stream, lists]) => [stream, { stream, lists }]));
}

/** One direction of a swap: given by the first standing report that names it, with what each standing report says of it (DOMAIN 4). */
export interface Leg {
  readonly leg: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly parent: string | null;
  readonly partBy: string | null;
  readonly claims: {
    readonly claim: string;
    readonly phase: string;
    readonly count: Loose;
    readonly persons: readonly string[];
  }[];
  readonly declines: { readonly claim: string; readonly kind: string; readonly count: Loose }[];
}

const phaseOf: Readonly<Record<string, string>> = { AgreeSwap: 'planned', RecordSwap: 'actual' };

export function legsOf(swap: string, claims: Iterable<Claim>): readonly Leg[] {
  const legs = new Map<string, Leg>();
  const slot = ({ leg, from = null, to = null, parent = null, partBy = null }: Loose): Leg => {
    const known = legs.get(leg) ?? { leg, from, to, parent, partBy, claims: [], declines: [] };
    legs.set(leg, known);
    return known;
  };
  const own = [...claims].filter((claim) => claim.stream === swap && stands(claim));
  for (const { name, says, id } of own) {
    for (const named of phaseOf[name] ? (says.legs ?? []) : []) {
      const { count = null, persons } = named;
      const { claims: said } = slot(named);
      if (count || persons?.length > 0) said.push({ claim: id, phase: phaseOf[name]!, count, persons: persons ?? [] });
    }
    if (name === 'ReportLeg')
      slot(says).claims.push({ claim: id, phase: says.phase, count: says.count ?? null, persons: says.persons ?? [] });
  }
  // A decline may be reported of a leg that is named later, or no longer: it shows where the leg is.
  for (const { name, says, id } of own)
    if (name === 'ReportDecline' || name === 'ReportNoShow')
      legs.get(says.leg)?.declines.push({ claim: id, kind: says.kind, count: says.count ?? null });
  return [...legs.values()];
}

const accountOf = ({ says }: Claim): string => `${says.claim.claimant.kind} ${says.claim.claimant.id}`;
const ends: Readonly<Record<string, string>> = {
  ReportRelease: 'release',
  ReportEscape: 'escape',
  ReportDeathInCustody: 'death',
};

/** How a custody episode ended, in each claimant's account; every end said stands beside the others. */
export function endsOf(
  detention: string,
  claims: Iterable<Claim>,
): { readonly kind: string; readonly account: string; readonly claim: string }[] {
  return [...claims]
    .filter((claim) => claim.stream === detention && stands(claim) && ends[claim.name])
    .map((claim) => ({ kind: ends[claim.name]!, account: accountOf(claim), claim: claim.id }));
}

/** Whether two claimants name two holders for one episode: flagged, never rejected (DOMAIN 6). */
export function hasTwoHolders(reports: readonly Claim[]): boolean {
  const named = reports.filter(({ says }) => says.holder);
  return named.some((one) =>
    named.some((other) => one.says.holder !== other.says.holder && accountOf(one) !== accountOf(other)),
  );
}

/** A standing judgement on two persons, who are named in no order. */
export interface Judgement {
  readonly left: string;
  readonly right: string;
  readonly judgement: string;
}

const ofPair = (left: string, right: string) => (each: Judgement) =>
  (each.left === left && each.right === right) || (each.left === right && each.right === left);

export function judgementsOf(accepted: readonly Accepted[]): readonly Judgement[] {
  let standing: Judgement[] = [];
  for (const { name, body } of accepted) {
    if (name !== 'DecideMatch' && name !== 'RevokeMatch') continue;
    const { left, right, judgement } = body;
    standing = standing.filter((each) => !ofPair(left, right)(each));
    if (name === 'DecideMatch') standing.push({ left, right, judgement });
  }
  return standing;
}

/** Who is one person with this one, itself included: whatever positive judgements reach. */
export function clusterOf(person: string, judgements: readonly Judgement[]): readonly string[] {
  const found = [person];
  for (const one of found)
    for (const { left, right, judgement } of judgements) {
      if (judgement !== 'positive') continue;
      if (left === one && !found.includes(right)) found.push(right);
      if (right === one && !found.includes(left)) found.push(left);
    }
  return found.sort();
}

const needStanding = ['ContestClaim', 'AddEvidence', 'RetractClaim', 'WithdrawClaim', 'AssessClaim'];

function allowsMatch(name: string, { left, right, judgement }: Judgement, accepted: readonly Accepted[]): boolean {
  const standing = judgementsOf(accepted);
  if (name === 'RevokeMatch') return standing.some(ofPair(left, right));
  if (left === right) return false;
  const others = standing.filter((each) => !ofPair(left, right)(each));
  const [one, other] = [clusterOf(left, others), clusterOf(right, others)];
  if (judgement === 'negative') return !one.includes(right);
  if (judgement !== 'positive') return true;
  const apart = others.filter((each) => each.judgement === 'negative');
  return !apart.some((each) => one.some((a) => other.some((b) => ofPair(a, b)(each))));
}

/** Whether the register takes a command now (DOMAIN 6), where that follows from what was accepted; null where other rules decide, too. */
export function allows(accepted: readonly Accepted[], name: string, body: Loose, stream: string): boolean | null {
  if (name === 'DecideMatch' || name === 'RevokeMatch') return allowsMatch(name, body, accepted);
  const claims = claimsOf(accepted);
  if (needStanding.includes(name)) return stands(claims.get(body.target.claim)!);
  if (!['ReportRelease', 'ReportTransfer', 'ReportEscape'].includes(name)) return null;
  const { kind, id } = body.claim.claimant;
  return !endsOf(stream, claims.values()).some(({ account }) => account === `${kind} ${id}`);
}
