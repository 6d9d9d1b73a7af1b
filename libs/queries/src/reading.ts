import { comparePositions, START } from '#libs/contracts';
import { LRUCache } from 'lru-cache';
import type { Pool } from 'pg';
import { instantMillis } from './instant.ts';
import { isPosition } from './position.ts';
import { badRequest, QueryProblem } from './problem.ts';

/** What of the projections answers questions now. */
export interface Serving {
  /** The generation whose rows are read. */
  readonly generation: string;
  /** The Postgres schema of its tables. */
  readonly schema: string;
  /** Its complete position: everything up to here is in its rows, but for parked streams. */
  readonly position: string;
  /** Streams of which an event could not be applied; their rows are of the event before it. */
  readonly parked: readonly string[];
}

/** What the read side needs of the projections. */
export interface Projector {
  serving(): Promise<Serving>;
  /** Whether the complete position reaches it within the time; the signal ends the time early. */
  waitFor(position: string, milliseconds: number, signal?: AbortSignal): Promise<'reached' | 'stale'>;
  /** `parked`: the stream stands still before the revision. */
  waitForStream(
    stream: string,
    revision: number,
    milliseconds: number,
    signal?: AbortSignal,
  ): Promise<'reached' | 'stale' | 'parked'>;
}

/** What the read side needs of the event log: times of positions, and where an event of a stream stands. */
export interface Clockwork {
  positionAt(instant: string): Promise<string>;
  recordedAt(position: string): Promise<string | null>;
  readStream(
    stream: string,
    options: { readonly from: number; readonly limit: number },
  ): Promise<readonly { readonly position: string }[]>;
}

export interface ReadSide {
  /** Connections of the role that may only read. */
  readonly pool: Pool;
  readonly projector: Projector;
  readonly log: Clockwork;
  readonly now?: () => Date;
  /** From when on nobody is waited for: whoever has patience would keep the process from stopping. */
  readonly stopping?: AbortSignal;
}

/** One state of the register that everything of one answer is read from. */
export interface Reading {
  readonly generation: string;
  readonly schema: string;
  readonly position: string;
  /** When the event at the position was recorded; null before the first event. */
  readonly recordedAt: string | null;
  readonly parked: readonly string[];
}

/** Which state is asked for. Without any of it: the newest that is complete. */
export interface WantedState {
  /** A position, or an RFC 3339 instant: what the register knew then. */
  readonly asOf?: string | null;
  /** The position a cursor pins. */
  readonly pinned?: string | null;
  /** The answer must hold this position at least. */
  readonly minPosition?: string | null;
  /** `stream@revision` of a command's answer: it must hold that revision at least. */
  readonly token?: string | null;
  readonly waitMilliseconds?: number;
}

/** Patience with a projector that is a moment behind, where the client states none. */
export const USUAL_PATIENCE = 1000;

const TOKEN = /^([a-z]+(?:-[0-9a-f-]{36})?)@(0|[1-9]\d{0,9})$/;

const stale = (rule: 'stale' | 'stale-parked', parameter: string, detail: string) =>
  new QueryProblem('stale', rule, parameter, detail);

/** What a log has told and never tells otherwise, by what was asked. */
function cacheOf(caches: WeakMap<Clockwork, LRUCache<string, string>>, log: Clockwork): LRUCache<string, string> {
  const known = caches.get(log) ?? new LRUCache<string, string>({ max: 10_000 });
  caches.set(log, known);
  return known;
}

async function positionAsOf(side: ReadSide, asOf: string): Promise<string> {
  if (isPosition(asOf)) return asOf;
  const millis = instantMillis(asOf);
  if (millis === null)
    throw badRequest('malformed-as-of', 'asOf', 'asOf must be a position or an RFC 3339 instant with its offset.');
  if (millis > (side.now?.() ?? new Date()).getTime())
    throw badRequest('as-of-in-future', 'asOf', 'asOf must not lie in the future.');
  // Nothing was recorded before there were computers' clocks, and Postgres knows no year 0.
  return millis < 0 ? START : side.log.positionAt(new Date(millis).toISOString());
}

async function reach(side: ReadSide, position: string, parameter: string, left: () => number): Promise<void> {
  const { position: complete } = await side.projector.serving();
  if (comparePositions(complete, position) >= 0) return;
  if ((await side.projector.waitFor(position, left(), side.stopping)) === 'reached') return;
  throw stale(
    'stale',
    parameter,
    `The read models are complete up to ${complete}, position ${position} was asked for.`,
  );
}

const places = new WeakMap<Clockwork, LRUCache<string, string>>();

/** Where the event of a token stands, which never changes; null where the log that is asked does not have it yet. */
async function positionOf(log: Clockwork, stream: string, revision: number): Promise<string | null> {
  const known = cacheOf(places, log);
  const name = `${stream}@${revision}`;
  const position = known.get(name) ?? (await log.readStream(stream, { from: revision, limit: 1 }))[0]?.position;
  if (position === undefined) return null;
  known.set(name, position);
  return position;
}

/**
 * Waits for the stream, which tells at once where it is parked, and then for the position of its event: where streams come by partitions, a
 * row may be there before all that lies before it, and nothing is answered as of a position that has not been reached.
 */
async function reachStream(side: ReadSide, token: string, left: () => number): Promise<void> {
  const [, stream, revision] = TOKEN.exec(token) ?? [];
  if (!stream || !revision)
    throw badRequest('malformed-token', 'token', 'The token must be of the form stream@revision.');
  const outcome = await side.projector.waitForStream(stream, Number(revision), left(), side.stopping);
  if (outcome === 'parked') throw stale('stale-parked', 'token', `${stream} is parked before revision ${revision}.`);
  const position = outcome === 'stale' ? null : await positionOf(side.log, stream, Number(revision));
  if (position === null) throw stale('stale', 'token', `${stream} has not reached revision ${revision} yet.`);
  await reach(side, position, 'token', left);
}

const times = new WeakMap<Clockwork, LRUCache<string, string>>();

/** When a position was recorded, which never changes; null where the log holds no event there. */
async function recordedAt(log: Clockwork, position: string): Promise<string | null> {
  if (position === START) return null;
  const known = cacheOf(times, log);
  const before = known.get(position);
  if (before !== undefined) return before;
  const recorded = await log.recordedAt(position);
  if (recorded !== null) known.set(position, recorded);
  return recorded;
}

/** Waits until what serves has reached everything that is asked for. */
async function reachAll(side: ReadSide, wanted: WantedState, fixed: string | null): Promise<void> {
  const patience = wanted.waitMilliseconds ?? USUAL_PATIENCE;
  const begun = performance.now();
  const left = (): number => Math.max(0, patience - (performance.now() - begun));
  const { minPosition, token } = wanted;
  if (minPosition != null) await reach(side, minPosition, 'minPosition', left);
  if (token != null) await reachStream(side, token, left);
  if (fixed !== null) await reach(side, fixed, wanted.pinned == null ? 'asOf' : 'cursor', left);
}

/** Another generation may take over at any moment; more often than this in one request it does not. */
const SWITCHES = 5;

/**
 * Fixes the state that an answer is read from. It is never older than asked for: what has not been reached in time is `stale`. What one
 * generation has reached says nothing of another, so after a switch meanwhile everything is asked of the new one.
 * @throws QueryProblem `bad-request` or `stale`
 */
export async function openReading(side: ReadSide, wanted: WantedState): Promise<Reading> {
  const { pinned, minPosition, token } = wanted;
  if (minPosition != null && !isPosition(minPosition))
    throw badRequest('malformed-position', 'minPosition', 'minPosition must be a position of the log.');
  const fixed = pinned ?? (wanted.asOf == null ? null : await positionAsOf(side, wanted.asOf));
  let serving = await side.projector.serving();
  if (fixed !== null || minPosition != null || token != null)
    for (let switches = 0, waitedFor = ''; serving.generation !== waitedFor; switches += 1) {
      if (switches > SWITCHES) throw stale('stale', 'asOf', 'The read models are being switched; ask again.');
      waitedFor = serving.generation;
      await reachAll(side, wanted, fixed);
      serving = await side.projector.serving();
    }
  const { generation, schema, position, parked } = serving;
  const at = fixed ?? position;
  return { generation, schema, position: at, recordedAt: await recordedAt(side.log, at), parked };
}
