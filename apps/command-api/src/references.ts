import { LRUCache } from 'lru-cache';
import {
  type Command,
  commandCatalogue,
  type EvidenceItem,
  readEvent,
  referencesIn,
  type Rejection,
  streamOf,
} from '#libs/contracts';
import { aggregates, evidenceBreaches, fold, type SourceState } from '#libs/domain';
import type { EventLog } from '#libs/event-log';

/** Checks what a command names outside of its own stream. Reads the event log, never a projection: races are harmless because nothing is deleted. */
export interface ReferenceChecks {
  (
    commands: readonly { readonly command: Command; readonly pointer: string }[],
    ownStream: string,
  ): Promise<readonly Rejection[]>;
}

interface PlacedEvidence {
  readonly item: EvidenceItem;
  readonly pointer: string;
}

function evidenceIn(command: Command, pointer: string): PlacedEvidence[] {
  const body = command.body as { claim?: { evidence: EvidenceItem[] }; evidence?: EvidenceItem[] | null };
  const of = (items: readonly EvidenceItem[] | null | undefined, at: string) =>
    (items ?? []).map((item, index) => ({ item, pointer: `${pointer}${at}/${index}` }));
  return [...of(body.claim?.evidence, '/claim/evidence'), ...of(body.evidence, '/evidence')];
}

async function sourceState(log: EventLog, id: string): Promise<SourceState> {
  const events = await log.readStream(streamOf('source', id));
  return fold(aggregates.source, events.map(readEvent));
}

async function evidenceRejections(log: EventLog, evidence: readonly PlacedEvidence[]): Promise<Rejection[]> {
  const anchored = evidence.filter(({ item }) => item.anchored);
  const ids = [...new Set(anchored.map(({ item }) => item.source))];
  const states = new Map(await Promise.all(ids.map(async (id) => [id, await sourceState(log, id)] as const)));
  return anchored.flatMap(({ item, pointer }) => [
    ...evidenceBreaches(states.get(item.source)!, item.anchored!, `${pointer}/anchored`),
  ]);
}

/** A stream that was seen to exist exists for ever, so only the unseen ones are asked for. */
export function referenceChecks(log: EventLog): ReferenceChecks {
  const seen = new LRUCache<string, true>({ max: 100_000 });
  return async (commands, ownStream) => {
    const named = commands.flatMap(({ command, pointer }) =>
      referencesIn(commandCatalogue[command.name].schema, command.body, pointer),
    );
    const streams = named.map(({ category, id }) => streamOf(category, id));
    const unseen = [...new Set(streams)].filter((stream) => stream !== ownStream && !seen.has(stream));
    const existing = unseen.length > 0 ? await log.existing(unseen) : new Set<string>();
    for (const stream of existing) seen.set(stream, true);
    const missing = new Set(unseen.filter((stream) => !existing.has(stream)));
    const unknown = named.filter((_, index) => missing.has(streams[index]!));
    if (unknown.length > 0)
      return unknown.map(({ category, id, pointer }) => ({
        rule: 'unknown-reference',
        pointer,
        detail: `the register holds no ${category} ${id}`,
      }));
    return evidenceRejections(
      log,
      commands.flatMap(({ command, pointer }) => evidenceIn(command, pointer)),
    );
  };
}
