import { type RecordedEvent, START } from '#libs/contracts';
import type { EventLogReader } from '#libs/event-log';
import { importIdOf } from './names.ts';

/** What became of a claim that came with an import. A corrected claim stands. */
export type Standing = 'standing' | 'retracted' | 'withdrawn';

export interface ImportedClaim {
  readonly stream: string;
  readonly claim: string;
  standing: Standing;
}

/** What came with an import. */
export interface FoundImport {
  /** By the claim's id, in the order in which they were recorded. */
  readonly claims: ReadonlyMap<string, ImportedClaim>;
  /** What makes no claim, by type of event. */
  readonly stays: ReadonlyMap<string, number>;
}

/** The register holds no event that came with a case file of this namespace. */
export class UnknownImport extends Error {
  override readonly name = 'UnknownImport';

  constructor(namespace: string) {
    super(`nothing was imported under the namespace ${namespace}`);
  }
}

const PAGE = 1_000;

const falls: Readonly<Record<string, Standing>> = { ClaimRetracted: 'retracted', ClaimWithdrawn: 'withdrawn' };

/** What was found so far. Events are looked at as they stand, so that one of a newer version hinders nobody. */
class Finding {
  readonly #importId: string;
  readonly claims = new Map<string, ImportedClaim>();
  readonly stays = new Map<string, number>();

  constructor(namespace: string) {
    this.#importId = importIdOf(namespace);
  }

  get isEmpty(): boolean {
    return this.claims.size === 0 && this.stays.size === 0;
  }

  take(event: RecordedEvent): void {
    const { id, type, stream, data, metadata } = event;
    this.#fall(event);
    if (metadata.correlationId !== this.#importId) return;
    if ('claim' in (data as object)) this.claims.set(id, { stream, claim: id, standing: 'standing' });
    else this.stays.set(type, (this.stays.get(type) ?? 0) + 1);
  }

  #fall({ type, stream, data }: RecordedEvent): void {
    const standing = falls[type];
    const claim = standing && this.claims.get((data as { target: string }).target);
    if (claim?.stream === stream) claim.standing = standing!;
  }
}

/**
 * Walks the log once, in pages, for what came with the import, and tells how far it is once it has found something of it.
 * @throws UnknownImport before anything is told
 */
export async function* findImport(
  log: EventLogReader,
  namespace: string,
  signal?: AbortSignal,
): AsyncGenerator<{ readonly done: number; readonly total: number }, FoundImport> {
  const found = new Finding(namespace);
  const { position: head } = await log.head();
  for (let after = START; ;) {
    signal?.throwIfAborted();
    const page = await log.readAll({ after, limit: PAGE });
    for (const event of page) found.take(event);
    if (page.length === 0) break;
    after = page.at(-1)!.position;
    if (!found.isEmpty) yield { done: Number(after), total: Math.max(Number(head), Number(after)) };
  }
  if (found.isEmpty) throw new UnknownImport(namespace);
  return found;
}
