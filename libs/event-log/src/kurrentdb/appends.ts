import { randomUUID } from 'node:crypto';
import type { AppendReq, AppendResp } from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_pb.js';
import type { NewEvent, PayloadCodec, RecordedEvent } from '#libs/contracts';
import {
  EventLogDamaged,
  EventLogUnavailable,
  type AppendOutcome,
  type AppendRequest,
  type ExpectedRevision,
} from '../port.ts';
import { prepare, type PreparedEvent } from '../request.ts';
import { standingOf } from '../standing.ts';
import { sendAppend } from './calls.ts';
import { exceptionOf, failureOf, unavailable } from './failures.ts';
import type { Library } from './library.ts';
import type { Link } from './link.ts';
import type { KurrentReads } from './reads.ts';
import { streamIdentifier } from './requests.ts';
import { proposedMessage, type StoredEvent } from './stored-event.ts';
import { Turns } from './turns.ts';

const SEARCH_PAGE = 500;

export interface AppendsOptions {
  readonly library: Library;
  readonly link: Link;
  readonly reads: KurrentReads;
  readonly codec: PayloadCodec;
  readonly streamPrefix: string;
  readonly answerWithin: number;
}

/** One append on its way, with all it needs to be tried again. */
interface Work {
  readonly request: AppendRequest;
  readonly events: readonly PreparedEvent[];
  /** Chance by which a read tells whether this append or an earlier one wrote what stands. */
  readonly attempt: string;
  /** When it has to be answered, as `performance.now`. */
  readonly deadline: number;
}

type Written =
  { readonly kind: 'written'; readonly last: number } | { readonly kind: 'conflict'; readonly current: number | null };

/**
 * All appends of the log. The server compares expected revisions and finds a repeated append where it would be written; what it
 * does not find (the stream has moved on) is found here by reading the stream. So an append may be sent again at any time.
 */
export class KurrentAppends {
  readonly #options: AppendsOptions;
  readonly #turns = new Turns();
  #closing = false;

  constructor(options: AppendsOptions) {
    this.#options = options;
  }

  async append(request: AppendRequest): Promise<AppendOutcome> {
    this.#assertOpen();
    const deadline = performance.now() + this.#options.answerWithin;
    const prepared = prepare(request, await this.#options.codec.encode(request.events));
    if (prepared.kind === 'refused') return prepared;
    this.#assertOpen();
    const work = { request, events: prepared.events, attempt: randomUUID(), deadline };
    return this.#turns.take(request.stream, () => this.#decide(work));
  }

  /** Takes no more appends and waits for those on their way. */
  async close(): Promise<void> {
    this.#closing = true;
    await this.#turns.idle();
  }

  #assertOpen(): void {
    if (this.#closing) throw new EventLogUnavailable('the event log is closing');
    this.#options.link.assertOpen();
  }

  async #decide(work: Work): Promise<AppendOutcome> {
    try {
      return work.request.expected === 'any' ? await this.#appendAnyhow(work) : await this.#appendExactly(work);
    } catch (error) {
      if (exceptionOf(error) === 'maximum-append-size-exceeded') {
        return { kind: 'refused', detail: 'the append is larger than the event log takes' };
      }
      throw failureOf(error) === 'answered' ? unavailable('the event log refuses to be written', error) : error;
    }
  }

  async #appendExactly(work: Work): Promise<AppendOutcome> {
    const { stream, expected } = work.request;
    const written = await this.#write(work, expected);
    if (written.kind === 'written') return this.#answered(work, written.last);
    return (await this.#standing(work)).answer ?? { kind: 'wrong-revision', stream, current: written.current };
  }

  /** The server would look for the ids only among the newest events, so here the stream is read first. */
  async #appendAnyhow(work: Work): Promise<AppendOutcome> {
    for (;;) {
      const { answer, last } = await this.#standing(work);
      if (answer) return answer;
      const written = await this.#write(work, last ?? 'none');
      if (written.kind === 'written') return this.#answered(work, written.last);
    }
  }

  async #write({ request, events, attempt, deadline }: Work, expected: ExpectedRevision): Promise<Written> {
    const { library, link, streamPrefix } = this.#options;
    const header = optionsMessage(library, streamPrefix + request.stream, expected);
    const messages = [header, ...events.map((event) => proposedMessage(library, event, attempt))];
    const patience = deadline - performance.now();
    if (patience <= 0) throw new EventLogUnavailable('the event log did not answer in time');
    return writtenOf(await link.patiently((call) => sendAppend(call, messages), { within: patience }));
  }

  /** What was written, read back: only the server knows positions and times. */
  async #answered(work: Work, last: number): Promise<AppendOutcome> {
    const { request, events } = work;
    const from = last - events.length + 1;
    const stored =
      from < 0
        ? []
        : await this.#options.reads.streamPage({
            stream: request.stream,
            from,
            direction: 'forwards',
            limit: events.length,
          });
    const stands =
      stored.length === events.length && stored.every(({ event }, index) => event.id === events[index]?.id);
    if (stands) return this.#outcome(work, stored);
    const { answer } = await this.#standing(work);
    if (!answer) throw new EventLogDamaged('an append that was acknowledged does not stand in its stream');
    return answer;
  }

  /** What the ids mean in the stream, and where the stream ends. */
  async #standing(work: Work): Promise<{ answer: AppendOutcome | null; last: number | null }> {
    const { request, events } = work;
    const ids = events.map((event) => event.id);
    const { found, last } = await this.#search(request.stream, new Set(ids));
    const standing = standingOf(request.stream, ids, (id) => found.get(id)?.event);
    if (standing.kind === 'new') return { answer: null, last };
    if (standing.kind === 'taken') return { answer: { kind: 'event-id-taken', id: standing.id }, last };
    const stored = ids.map((id) => found.get(id) as StoredEvent);
    return { answer: await this.#outcome(work, stored), last };
  }

  /** From the end, where a repeated append mostly stands. */
  async #search(
    stream: string,
    ids: ReadonlySet<string>,
  ): Promise<{ found: Map<string, StoredEvent>; last: number | null }> {
    const found = new Map<string, StoredEvent>();
    let last: number | null = null;
    for (let from: number | null = null; from === null || from >= 0;) {
      const page = await this.#options.reads.streamPage({ stream, from, direction: 'backwards', limit: SEARCH_PAGE });
      last ??= page[0]?.event.revision ?? null;
      for (const stored of page) if (ids.has(stored.event.id)) found.set(stored.event.id, stored);
      const first = page.at(-1)?.event.revision;
      if (first === undefined || found.size === ids.size) break;
      from = first - 1;
    }
    return { found, last };
  }

  async #outcome({ request, attempt }: Work, stored: readonly StoredEvent[]): Promise<AppendOutcome> {
    if (stored.some((one) => one.attempt !== attempt)) {
      const events = await this.#options.codec.decode(stored.map(({ event }) => event));
      return { kind: 'appended', events, repeated: true };
    }
    const events = stored.map(({ event }, index) => placed(request.events[index] as NewEvent, event));
    return { kind: 'appended', events, repeated: false };
  }
}

function placed(event: NewEvent, { stream, revision, position, recordedAt }: RecordedEvent): RecordedEvent {
  return { ...event, stream, revision, position, recordedAt };
}

function optionsMessage(library: Library, stream: string, expected: ExpectedRevision): AppendReq {
  const options = new library.messages.AppendReq.Options();
  options.setStreamIdentifier(streamIdentifier(library, stream));
  if (typeof expected === 'number') options.setRevision(String(expected));
  else options.setNoStream(new library.shared.Empty());
  const message = new library.messages.AppendReq();
  message.setOptions(options);
  return message;
}

function writtenOf(response: AppendResp): Written {
  const success = response.getSuccess();
  if (success) return { kind: 'written', last: Number(success.getCurrentRevision()) };
  const wrong = response.getWrongExpectedVersion();
  if (!wrong) throw new EventLogUnavailable('the event log gave an answer that is not understood');
  return { kind: 'conflict', current: wrong.hasCurrentRevision() ? Number(wrong.getCurrentRevision()) : null };
}
