import { type Claimant, type EvidenceItem, parseStream, type RecordedEvent } from '#libs/contracts';

/** One thing that happened to a subject: who entered it, when, why, on whose word, from which sources. What was said is in the event itself. */
export interface HistoryEntry {
  readonly event: string;
  readonly type: string;
  readonly schemaVersion: number;
  readonly stream: string;
  readonly revision: number;
  readonly position: string;
  readonly recordedAt: string;
  /** Who entered it. */
  readonly actor: string;
  readonly commandId: string;
  readonly correlationId: string;
  /** Why, for corrections, retractions and withdrawals. */
  readonly reason: string | null;
  /** Whose claim it is; null for what is no claim. */
  readonly claimant: Claimant | null;
  /** The claim it is about; null for what is about none. */
  readonly target: string | null;
  /** The sources it rests on; a source's own history names that source. */
  readonly sources: readonly string[];
}

/** What the history needs of the event log. */
export interface StreamReader {
  readStream(stream: string, options: { from: number; limit: number }): Promise<readonly RecordedEvent[]>;
}

export interface HistoryPage {
  readonly entries: readonly HistoryEntry[];
  /** The revision after which the next page begins; null where there is none. */
  readonly next: number | null;
}

/** What an event may hold of who says so; a correction holds it in the corrected report. */
interface Told {
  readonly claim?: { readonly claimant: Claimant; readonly evidence: readonly EvidenceItem[] };
  readonly evidence?: readonly EvidenceItem[];
  readonly report?: Told;
  readonly target?: string;
}

function sourcesOf({ stream }: RecordedEvent, told: Told): string[] {
  const named = [told, told.report ?? {}].flatMap(({ claim, evidence }) => [
    ...(claim?.evidence ?? []),
    ...(evidence ?? []),
  ]);
  const own = parseStream(stream);
  const ids = [...(own?.category === 'source' ? [own.id] : []), ...named.map(({ source }) => source)];
  return [...new Set(ids)];
}

/** An event as its history tells it. */
export function historyEntry(event: RecordedEvent): HistoryEntry {
  const { id, type, schemaVersion, stream, revision, position, recordedAt, metadata } = event;
  const told = event.data as Told;
  return {
    event: id,
    type,
    schemaVersion,
    stream,
    revision,
    position,
    recordedAt,
    actor: metadata.actor,
    commandId: metadata.commandId,
    correlationId: metadata.correlationId,
    reason: metadata.reason ?? null,
    claimant: told.claim?.claimant ?? told.report?.claim?.claimant ?? null,
    target: told.target ?? null,
    sources: sourcesOf(event, told),
  };
}

/** A page of the history of a stream, the first event first; null for a stream without events. */
export async function historyOf(
  log: StreamReader,
  stream: string,
  after: number,
  limit: number,
): Promise<HistoryPage | null> {
  const events = await log.readStream(stream, { from: after + 1, limit: limit + 1 });
  if (events.length === 0 && (after < 0 || (await log.readStream(stream, { from: 0, limit: 1 })).length === 0))
    return null;
  const page = events.slice(0, limit);
  return { entries: page.map(historyEntry), next: events.length > limit ? page.at(-1)!.revision : null };
}
