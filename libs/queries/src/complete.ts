import { streamOf } from '#libs/contracts';
import { readClaims, readClaimsOfStreams, type StoredClaim, storedClaim } from './claims.ts';
import { type Labels, readLabels, type References } from './labels.ts';
import { type ModelName, modelOf } from './models.ts';
import { isPersonalReference, type PersonalReference } from './personal.ts';
import type { ReadSide, Reading } from './reading.ts';
import type { Row, StoredDocument } from './rows.ts';
import { withLegs } from './swap-legs.ts';
import { visitorOf, visitReport } from './visit.ts';

/** An answer's documents as clients see them. */
export interface Completed {
  readonly data: readonly StoredDocument[];
  readonly references: References;
}

interface Found {
  readonly claims: Set<string>;
  readonly personal: PersonalReference[];
}

/** A claim named by its id, and a personal value kept elsewhere: the two things a stored document leaves out. */
function collect(value: unknown, found: Found): void {
  if (value === null || typeof value !== 'object') return;
  if (Array.isArray(value)) {
    for (const item of value) collect(item, found);
  } else if (isPersonalReference(value)) {
    found.personal.push(value);
  } else {
    for (const [field, inner] of Object.entries(value))
      if (field === 'claim' && typeof inner === 'string') found.claims.add(inner);
      else collect(inner, found);
  }
}

interface Lookups {
  readonly claims: ReadonlyMap<string, StoredDocument>;
  readonly personal: ReadonlyMap<string, string>;
}

function filled(value: unknown, lookups: Lookups): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((item) => filled(item, lookups));
  if (isPersonalReference(value)) return lookups.personal.get(value.ref) ?? null;
  const result: Record<string, unknown> = {};
  for (const [field, inner] of Object.entries(value))
    result[field] =
      field === 'claim' && typeof inner === 'string' ? (lookups.claims.get(inner) ?? null) : filled(inner, lookups);
  return result;
}

/** The claims that the documents show inside, by id. A swap shows those of its whole stream. */
async function claimsIn(side: ReadSide, reading: Reading, model: ModelName, rows: readonly Row[], found: Found) {
  if (model !== 'swaps') {
    const byId = await readClaims(side, reading, [...found.claims]);
    return { byId, byStream: new Map<string, readonly Row[]>() };
  }
  const byStream = await readClaimsOfStreams(
    side,
    reading,
    rows.map(({ key }) => streamOf('swap', key)),
  );
  return { byId: new Map([...byStream.values()].flat().map((row) => [row.key, row])), byStream };
}

/** A claim inside of another answer: without its report, with what its source's stream says of the publication. */
function claimView(claim: StoredClaim, { publications }: Labels): StoredDocument {
  const { report: _report, ...rest } = claim;
  return { ...rest, ...(publications.get(claim.source) ?? { publisher: null, publishedAt: null }) };
}

function namedIn(model: ModelName, documents: readonly StoredDocument[], claims: readonly StoredClaim[]) {
  const named = { parties: new Set<string>(), persons: new Set<string>(), sources: new Set<string>() };
  const sets: Readonly<Record<string, Set<string>>> = {
    party: named.parties,
    person: named.persons,
    source: named.sources,
  };
  const sink = { reference: (category: string, id: string) => void sets[category]?.add(id) };
  const visit = visitorOf(modelOf(model).view);
  for (const document of documents) visit(document, sink);
  const visitClaim = visitorOf(modelOf('claims').view);
  for (const claim of claims) visitClaim(claim, sink);
  if (model === 'claims')
    for (const document of documents) visitReport(document['type'] as string, document['report'], sink);
  return named;
}

/**
 * Rows as clients see them: claims in place of their ids, personal values in place of their references, and a name for every id.
 * At most two statements beside the page's own, whatever the number of rows.
 */
export async function complete(
  side: ReadSide,
  reading: Reading,
  model: ModelName,
  rows: readonly Row[],
): Promise<Completed> {
  const found: Found = { claims: new Set(), personal: [] };
  for (const { doc } of rows) collect(doc, found);
  const { byId, byStream } = await claimsIn(side, reading, model, rows, found);
  const documents =
    model === 'swaps'
      ? rows.map(({ key, doc }) => withLegs(doc, byStream.get(streamOf('swap', key)) ?? []))
      : rows.map(({ doc }) => doc);
  const inner = [...byId.values()].map(storedClaim);
  const labels = await readLabels(side, reading, namedIn(model, documents, inner), found.personal);
  const claims = new Map(inner.map((claim) => [claim.id, claimView(claim, labels)]));
  const data = documents.map((document, index) => {
    const whole = filled(document, { claims, personal: labels.personal }) as StoredDocument;
    const published = model === 'claims' ? labels.publications.get(document['source'] as string) : undefined;
    const { validity } = rows[index]!;
    return {
      ...whole,
      ...(model === 'claims' && (published ?? { publisher: null, publishedAt: null })),
      ...(validity && { validity }),
    };
  });
  return { data, references: labels.references };
}
