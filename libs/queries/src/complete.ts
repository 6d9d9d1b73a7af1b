import { streamOf } from '#libs/contracts';
import type { z } from 'zod';
import { readClaims, readClaimsOfStreams, type StoredClaim, storedClaim } from './claims.ts';
import { readClusters } from './clusters.ts';
import { type Labels, type NamedIds, readLabels, type References } from './labels.ts';
import { type ModelName, modelOf } from './models.ts';
import { isPersonalReference, type PersonalReference } from './personal.ts';
import type { ReadSide, Reading } from './reading.ts';
import type { Row, StoredDocument } from './rows.ts';
import { withLegs } from './swap-legs.ts';
import { type Sink, visitorOf, visitReport } from './visit.ts';

/** An answer's documents as clients see them. */
export interface Completed {
  readonly data: readonly StoredDocument[];
  readonly references: References;
}

interface Found {
  readonly claims: Set<string>;
  readonly personal: PersonalReference[];
}

/** A document names a claim by its id; `{stream, claim}` addresses one, and stays as it is. */
const namesClaim = (field: string, inner: unknown, of: object): inner is string =>
  field === 'claim' && typeof inner === 'string' && !('stream' in of);

/** A claim named by its id, and a personal value kept elsewhere: the two things a stored document leaves out. */
function collect(value: unknown, found: Found): void {
  if (value === null || typeof value !== 'object') return;
  if (Array.isArray(value)) {
    for (const item of value) collect(item, found);
  } else if (isPersonalReference(value)) {
    found.personal.push(value);
  } else {
    for (const [field, inner] of Object.entries(value))
      if (namesClaim(field, inner, value)) found.claims.add(inner);
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
    result[field] = namesClaim(field, inner, value) ? (lookups.claims.get(inner) ?? null) : filled(inner, lookups);
  return result;
}

const unpublished = { publisher: null, publishedAt: null };

/** A claim inside of another answer: without its report, with what its source's stream says of the publication. */
function claimView(claim: StoredClaim, { publications }: Labels): StoredDocument {
  const { report: _report, ...rest } = claim;
  return { ...rest, ...(publications.get(claim.source) ?? unpublished) };
}

/** What is beside the view of an answer's documents. */
interface Beside {
  /** Claims that were read already, by id; without them those that the documents name are read. */
  readonly claims?: ReadonlyMap<string, Row>;
  /** Finds references that the view does not mark. */
  readonly visit?: (document: StoredDocument, sink: Sink) => void;
}

function namedIn(
  view: z.ZodType,
  documents: readonly StoredDocument[],
  claims: readonly StoredClaim[],
  visitMore: Beside['visit'],
): NamedIds {
  const named = { parties: new Set<string>(), persons: new Set<string>(), sources: new Set<string>() };
  const sets: Readonly<Record<string, Set<string>>> = {
    party: named.parties,
    person: named.persons,
    source: named.sources,
  };
  const sink: Sink = { reference: (category, id) => void sets[category]?.add(id) };
  const visit = visitorOf(view);
  for (const document of documents) {
    visit(document, sink);
    visitMore?.(document, sink);
  }
  const visitClaim = visitorOf(modelOf('claims').view);
  for (const claim of claims) visitClaim(claim, sink);
  return named;
}

/**
 * Documents of a view as clients see them: claims in place of their ids, personal values in place of their references, and a name for every
 * id. At most two statements, whatever the number of documents; one where the claims are there already.
 */
export async function completeDocuments(
  side: ReadSide,
  reading: Reading,
  view: z.ZodType,
  documents: readonly StoredDocument[],
  beside: Beside = {},
): Promise<Completed & { readonly labels: Labels }> {
  const found: Found = { claims: new Set(), personal: [] };
  for (const document of documents) collect(document, found);
  const byId = beside.claims ?? (await readClaims(side, reading, [...found.claims]));
  const inner = [...byId.values()].map(storedClaim);
  const labels = await readLabels(side, reading, namedIn(view, documents, inner, beside.visit), found.personal);
  const claims = new Map(inner.map((claim) => [claim.id, claimView(claim, labels)]));
  const lookups = { claims, personal: labels.personal };
  const data = documents.map((document) => filled(document, lookups) as StoredDocument);
  return { data, references: labels.references, labels };
}

/** Swaps show the claims of their whole streams. */
async function completeSwaps(side: ReadSide, reading: Reading, rows: readonly Row[]) {
  const streams = rows.map(({ key }) => streamOf('swap', key));
  const byStream = await readClaimsOfStreams(side, reading, streams);
  const claims = new Map([...byStream.values()].flat().map((row) => [row.key, row]));
  const documents = rows.map(({ doc }, index) => withLegs(doc, byStream.get(streams[index]!) ?? []));
  return completeDocuments(side, reading, modelOf('swaps').view, documents, { claims });
}

async function completeClaims(side: ReadSide, reading: Reading, rows: readonly Row[]) {
  const documents = rows.map(({ doc }) => doc);
  const visit: Beside['visit'] = ({ type, report }, sink) => visitReport(type as string, report, sink);
  const { data, references, labels } = await completeDocuments(side, reading, modelOf('claims').view, documents, {
    visit,
  });
  const published = data.map((document, index) => ({
    ...document,
    ...(labels.publications.get(documents[index]!['source'] as string) ?? unpublished),
  }));
  return { data: published, references };
}

/** Persons show with whom judgements make them one. */
async function completePersons(side: ReadSide, reading: Reading, rows: readonly Row[]) {
  const clusters = await readClusters(
    side,
    reading,
    rows.map(({ key }) => key),
  );
  const documents = rows.map(({ key, doc }) => ({ ...doc, cluster: clusters.of(key) }));
  return completeDocuments(side, reading, modelOf('persons').view, documents);
}

function completeRows(side: ReadSide, reading: Reading, model: ModelName, rows: readonly Row[]): Promise<Completed> {
  if (model === 'swaps') return completeSwaps(side, reading, rows);
  if (model === 'claims') return completeClaims(side, reading, rows);
  if (model === 'persons') return completePersons(side, reading, rows);
  const documents = rows.map(({ doc }) => doc);
  return completeDocuments(side, reading, modelOf(model).view, documents);
}

/** Rows of a read model as clients see them, with how certain each is on the days asked for. At most two statements beside the page's own, three for persons. */
export async function complete(
  side: ReadSide,
  reading: Reading,
  model: ModelName,
  rows: readonly Row[],
): Promise<Completed> {
  const { data, references } = await completeRows(side, reading, model, rows);
  const dated = data.map((document, index) => {
    const { validity } = rows[index]!;
    return validity ? { ...document, validity } : document;
  });
  return { data: dated, references };
}
