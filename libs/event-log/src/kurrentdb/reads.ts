import type { ReadReq, ReadResp } from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_pb.js';
import { comparePositions, START, type PayloadCodec, type RecordedEvent } from '#libs/contracts';
import type { LogHead, ReadAllOptions, ReadStreamOptions } from '../port.ts';
import type { Scan } from '../subscription.ts';
import { readPage } from './calls.ts';
import { failureOf, unavailable } from './failures.ts';
import { findAnchor, findPositionAt, type Finder } from './find-place.ts';
import type { Library } from './library.ts';
import type { Link, Patience } from './link.ts';
import type { KurrentEventLogOptions } from './options.ts';
import { Places } from './places.ts';
import { allRequest, lastRequest, streamRequest, type StreamPage } from './requests.ts';
import { placeIn, storedEvents, type Place, type StoredEvent } from './stored-event.ts';

const DEFAULT_LIMIT = 1_000;
/** Streams asked for at once; a connection carries a hundred calls. */
const MOST_AT_ONCE = 50;
/** A filter may let nothing through for long: how many times the usual time such a read may be silent. */
const FILTERED = 10;

export interface KurrentReadsOptions extends Pick<KurrentEventLogOptions, 'landmarks' | 'landmarkBefore'> {
  readonly library: Library;
  readonly link: Link;
  readonly codec: PayloadCodec;
  readonly streamPrefix: string;
  readonly answerWithin: number;
}

/** All reads of the log. */
export class KurrentReads {
  readonly #options: KurrentReadsOptions;
  readonly #places = new Places();

  constructor(options: KurrentReadsOptions) {
    this.#options = options;
  }

  async readStream(stream: string, options: ReadStreamOptions = {}): Promise<readonly RecordedEvent[]> {
    const { from = null, direction = 'forwards', limit = DEFAULT_LIMIT } = options;
    return this.#decoded(await this.streamPage({ stream, from, direction, limit }));
  }

  /** A page of a stream as it is stored. */
  streamPage(page: StreamPage): Promise<StoredEvent[]> {
    const { library, streamPrefix } = this.#options;
    return this.#read(streamRequest(library, { ...page, stream: streamPrefix + page.stream }));
  }

  async scan({ after, limit = DEFAULT_LIMIT, streamPrefixes }: ReadAllOptions): Promise<Scan> {
    const from = await this.#anchor(after);
    // Before the page: what is appended in between must not count as looked at.
    const head = streamPrefixes ? (await this.head()).position : START;
    const { events, reachedEnd } = await this.#page(from, after, limit, streamPrefixes);
    const last = events.at(-1)?.event.position ?? after;
    const cursor = reachedEnd && comparePositions(head, last) > 0 ? head : last;
    return { events: await this.#decoded(events), cursor, reachedEnd };
  }

  async existing(streams: readonly string[]): Promise<ReadonlySet<string>> {
    const asked = [...new Set(streams)];
    const found = new Set<string>();
    for (let next = 0; next < asked.length; next += MOST_AT_ONCE) {
      const some = asked.slice(next, next + MOST_AT_ONCE);
      const first = { from: null, direction: 'forwards', limit: 1 } as const;
      const pages = await Promise.all(some.map((stream) => this.streamPage({ ...first, stream })));
      for (const [index, stream] of some.entries()) if (pages[index]?.length) found.add(stream);
    }
    return found;
  }

  async head(patience?: Patience): Promise<LogHead> {
    const { library, streamPrefix } = this.#options;
    const [last] = await this.#read(lastRequest(library, [streamPrefix]), patience);
    if (!last) return { position: START, recordedAt: null };
    this.#places.note(last.event.position);
    return { position: last.event.position, recordedAt: last.event.recordedAt };
  }

  async recordedAt(position: string): Promise<string | null> {
    const place = await this.#placeAt(position);
    return place ? new Date(place.millis).toISOString() : null;
  }

  positionAt(instant: string): Promise<string> {
    return findPositionAt(instant, this.#finder());
  }

  /** The greatest position of an event at or before this one: from there the server reads on. */
  async #anchor(position: string): Promise<string> {
    if (this.#places.isKnown(position) || (await this.#placeAt(position))) return position;
    const head = await this.head();
    if (comparePositions(position, head.position) >= 0) return head.position;
    return findAnchor(position, this.#finder());
  }

  #finder(): Finder {
    const { library, streamPrefix } = this.#options;
    const readAfter = async (position: string, limit: number): Promise<readonly Place[]> => {
      const request = allRequest(library, { from: position, limit: limit + 1, prefixes: [streamPrefix] });
      const found = (await this.#ask(request)).map(placeIn).filter((place) => place !== null);
      return found[0]?.position === position ? found.slice(1) : found;
    };
    return { ...this.#options, places: this.#places, readAfter };
  }

  /** Null where no event of this log begins: a server refuses such a position, or begins elsewhere. */
  async #placeAt(position: string): Promise<Place | null> {
    if (position === START) return null;
    const { library, link, streamPrefix } = this.#options;
    const request = allRequest(library, { from: position, limit: 1, prefixes: [streamPrefix] });
    const refused = (error: unknown): [] => {
      if (failureOf(error) === 'answered') return [];
      throw error;
    };
    const [first] = await link.patiently((call) => readPage(call, request)).catch(refused);
    const place = first ? placeIn(first) : null;
    if (place?.position !== position) return null;
    this.#places.note(position);
    return place;
  }

  /** Events behind `after`, read from the event at `from`, which lies at or before it. */
  async #page(
    from: string,
    after: string,
    limit: number,
    streamPrefixes?: readonly string[],
  ): Promise<{ events: StoredEvent[]; reachedEnd: boolean }> {
    const { library, streamPrefix, answerWithin } = this.#options;
    if (streamPrefixes?.length === 0) return { events: [], reachedEnd: true };
    const prefixes = (streamPrefixes ?? ['']).map((prefix) => streamPrefix + prefix);
    const asked = from === START ? limit : limit + 1; // the event at `from` comes with it
    const patience = streamPrefixes ? { within: FILTERED * answerWithin } : {};
    const page = await this.#read(allRequest(library, { from, limit: asked, prefixes }), patience);
    const events = page.filter(({ event }) => comparePositions(event.position, after) > 0).slice(0, limit);
    const last = events.at(-1);
    if (last) this.#places.note(last.event.position);
    return { events, reachedEnd: page.length < asked };
  }

  /** @throws EventLogUnavailable · EventLogDamaged */
  async #read(request: ReadReq, patience?: Patience): Promise<StoredEvent[]> {
    return storedEvents(await this.#ask(request, patience), this.#options.streamPrefix);
  }

  /** @throws EventLogUnavailable */
  async #ask(request: ReadReq, patience?: Patience): Promise<ReadResp[]> {
    try {
      return await this.#options.link.patiently((call) => readPage(call, request), patience);
    } catch (error) {
      throw failureOf(error) === 'answered' ? unavailable('the event log refuses to be read', error) : error;
    }
  }

  #decoded(stored: readonly StoredEvent[]): Promise<readonly RecordedEvent[]> {
    return this.#options.codec.decode(stored.map(({ event }) => event));
  }
}
