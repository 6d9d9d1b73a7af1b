import { type Claimant, type EvidenceItem, reconciliationView, streamOf } from '#libs/contracts';
import {
  describeReconciliation,
  type Finding,
  type Reconciliation,
  reconcileEstimates,
  reconcileSwap,
} from '#libs/domain';
import { type ListAnswer, listAnswer } from '../answered.ts';
import { readClaimsOfStreams, readClaimsWith, storedClaim } from '../claims.ts';
import { completeDocuments } from '../complete.ts';
import type { References } from '../labels.ts';
import { readItem } from '../page.ts';
import { badRequest, QueryProblem } from '../problem.ts';
import type { ReadSide, Reading } from '../reading.ts';
import type { Row, StoredDocument } from '../rows.ts';
import { estimateClaims, swapClaims } from './swap-claims.ts';

/** A reconciliation in the form of every stored document: claims by their ids. `result` is what was computed. */
export interface StoredReconciliation {
  readonly document: StoredDocument;
  readonly result: Reconciliation;
}

const lists = ['identical', 'entails', 'rounds', 'sums', 'explanations', 'scopeMismatch', 'contradictions'] as const;

function restsOn(result: Reconciliation): string[] {
  const own = new Set(result.claims.map(({ claim }) => claim));
  const named = lists.flatMap((list) => result[list].flatMap((finding: Finding) => finding.claims));
  return [...new Set(named)].filter((claim) => !own.has(claim)).sort();
}

const noQuantity = {
  swap: null,
  leg: null,
  phase: null,
  parent: null,
  partBy: null,
  from: null,
  to: null,
  holder: null,
};

function stored(result: Reconciliation, swap: string | null): StoredReconciliation {
  const { quantity, claims, search } = result;
  const document = {
    quantity: { ...noQuantity, swap, ...quantity },
    claims: claims.map(({ claim, count, date, scope, inclusion }) => ({ count, date, scope, inclusion, claim })),
    ...Object.fromEntries(lists.map((list) => [list, result[list]])),
    restsOn: restsOn(result).map((claim) => ({ claim })),
    search,
  };
  return { document, result };
}

/** Why the numbers of a swap differ: one for each leg and phase that somebody states a number for. Computes, reads nothing. */
export const swapReconciliations = (swap: StoredDocument, claims: readonly Row[]): StoredReconciliation[] =>
  reconcileSwap(swapClaims(swap, claims)).map((result) => stored(result, swap['id'] as string));

/** Why the numbers of those said to be held by one holder differ. Computes, reads nothing. */
export const holderReconciliation = (holder: string, claims: readonly Row[]): StoredReconciliation =>
  stored(reconcileEstimates({ holder, estimates: estimateClaims(claims) }), null);

/** The claims of estimates that name the holders, of many holders: one statement. */
export const readEstimates = (side: ReadSide, reading: Reading, holders: readonly string[]) =>
  readClaimsWith(
    side,
    reading,
    'type:EstimateRecorded',
    holders.map((holder) => `holder:${holder}`),
  );

const sourcesIn = (rows: readonly Row[]): string[] =>
  rows.flatMap((row) =>
    (storedClaim(row)['evidence'] as readonly EvidenceItem[]).map(({ source }) => `source:${source}`),
  );

const namesNoHolder = (row: Row): boolean => (storedClaim(row).report as { holder: string | null }).holder === null;

/**
 * The claims of estimates that name the holders, each with those without a holder that the same sources have: what a holder's reconciliation is
 * made of. Two statements, of however many holders.
 */
export async function readEstimatesBeside(side: ReadSide, reading: Reading, holders: readonly string[]) {
  const own = await readEstimates(side, reading, holders);
  const sources = [...new Set([...own.values()].flatMap(sourcesIn))];
  const inSources = await readClaimsWith(side, reading, 'type:EstimateRecorded', sources);
  return new Map(
    [...own].map(([holder, rows]) => {
      const beside = [...new Set(sourcesIn(rows))]
        .flatMap((source) => inSources.get(source) ?? [])
        .filter(namesNoHolder);
      return [holder, [...new Map([...rows, ...beside].map((row) => [row.key, row])).values()]] as const;
    }),
  );
}

/** A reconciliation in words. `names` gives parties, persons and sources by their id. */
export function reconciliationText(
  { result }: StoredReconciliation,
  claims: ReadonlyMap<string, Row>,
  names: (kind: keyof References, id: string) => string | null | undefined,
): string {
  const claim = (id: string): string | undefined => {
    const row = claims.get(id);
    if (!row) return undefined;
    const { claimant, evidence } = row.doc as { claimant: Claimant; evidence: readonly EvidenceItem[] };
    const who = names(claimant.kind === 'party' ? 'parties' : 'persons', claimant.id) ?? claimant.id;
    const where = [...new Set(evidence.map(({ source }) => names('sources', source) ?? source))].join(', ');
    return `${who} in ${where}`;
  };
  return describeReconciliation(result, {
    claim,
    leg: (leg) => `Leg ${leg}`,
    party: (id) => names('parties', id),
    person: (id) => names('persons', id),
    source: (id) => names('sources', id),
  });
}

/** Every claim that a reconciliation names. */
export const claimsNamed = ({ document }: StoredReconciliation): string[] =>
  [...(document['claims'] as { claim: string }[]), ...(document['restsOn'] as { claim: string }[])].map(
    ({ claim }) => claim,
  );

export interface ReconciliationQuestion {
  readonly swap?: string | undefined;
  readonly holder?: string | undefined;
}

async function ofSwap(side: ReadSide, reading: Reading, swap: string) {
  const row = await readItem(side, reading, 'swaps', swap);
  if (!row) throw new QueryProblem('not-found', 'unknown-id', 'swap', `The register holds no swap ${swap}.`);
  const stream = streamOf('swap', swap);
  const claims = (await readClaimsOfStreams(side, reading, [stream])).get(stream)!;
  return { claims, found: swapReconciliations(row.doc, claims) };
}

async function ofHolder(side: ReadSide, reading: Reading, holder: string) {
  if (!(await readItem(side, reading, 'parties', holder)))
    throw new QueryProblem('not-found', 'unknown-id', 'holder', `The register holds no party ${holder}.`);
  const claims = (await readEstimatesBeside(side, reading, [holder])).get(`holder:${holder}`)!;
  return { claims, found: [holderReconciliation(holder, claims)] };
}

/**
 * Why the numbers differ (DOMAIN 7): of one swap, or of the estimates on one holder. Three to five statements.
 * @throws QueryProblem `bad-request` unless exactly one of both is asked for, `not-found`
 */
export async function reconciliationOf(
  side: ReadSide,
  reading: Reading,
  { swap, holder }: ReconciliationQuestion,
): Promise<ListAnswer> {
  if ((swap === undefined) === (holder === undefined))
    throw badRequest('one-of', swap === undefined ? 'swap' : 'holder', 'Give either swap or holder.');
  const { claims, found } =
    swap === undefined ? await ofHolder(side, reading, holder!) : await ofSwap(side, reading, swap);
  const byId = new Map(claims.map((row) => [row.key, row]));
  const documents = found.map(({ document }) => document);
  const { data, references } = await completeDocuments(side, reading, reconciliationView, documents, { claims: byId });
  const told = data.map((document, index) => ({
    ...document,
    text: reconciliationText(found[index]!, byId, (kind, id) => references[kind][id]),
  }));
  return listAnswer(reading, { data: told, references });
}
