import type { ReadReq } from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_pb.js';
import { START } from '#libs/contracts';
import type { Library } from './library.ts';

export interface StreamPage {
  readonly stream: string;
  /** Inclusive; null: from the first (forwards) or last (backwards) event. */
  readonly from: number | null;
  readonly direction: 'forwards' | 'backwards';
  readonly limit: number;
}

/** A page of one stream. */
export function streamRequest(library: Library, page: StreamPage): ReadReq {
  const { ReadReq: Request } = library.messages;
  const stream = new Request.Options.StreamOptions();
  stream.setStreamIdentifier(streamIdentifier(library, page.stream));
  const backwards = page.direction === 'backwards';
  if (page.from !== null) stream.setRevision(String(page.from));
  else if (backwards) stream.setEnd(new library.shared.Empty());
  else stream.setStart(new library.shared.Empty());
  const options = readOptions(library);
  options.setStream(stream);
  options.setReadDirection(Request.Options.ReadDirection[backwards ? 'BACKWARDS' : 'FORWARDS']);
  options.setCount(String(page.limit));
  options.setNoFilter(new library.shared.Empty());
  return requestWith(library, options);
}

export interface AllPage {
  /** Inclusive: the position of an event, or `START`. */
  readonly from: string;
  readonly limit: number;
  /** Names of streams begin with one of these. */
  readonly prefixes: readonly string[];
}

/** A page of the whole log, forwards. */
export function allRequest(library: Library, { from, limit, prefixes }: AllPage): ReadReq {
  const all = new library.messages.ReadReq.Options.AllOptions();
  if (from === START) all.setStart(new library.shared.Empty());
  else all.setPosition(positionOf(library, from));
  const options = readOptions(library);
  options.setAll(all);
  options.setCount(String(limit));
  options.setFilter(filterBy(library, prefixes));
  return requestWith(library, options);
}

/** The last event of the log. */
export function lastRequest(library: Library, prefixes: readonly string[]): ReadReq {
  const options = fromEnd(library, prefixes);
  options.setReadDirection(library.messages.ReadReq.Options.ReadDirection.BACKWARDS);
  options.setCount('1');
  return requestWith(library, options);
}

/** What is appended from now on. */
export function liveRequest(library: Library, prefixes: readonly string[]): ReadReq {
  const options = fromEnd(library, prefixes);
  options.setSubscription(new library.messages.ReadReq.Options.SubscriptionOptions());
  return requestWith(library, options);
}

export function streamIdentifier(library: Library, name: string): InstanceType<Library['shared']['StreamIdentifier']> {
  const identifier = new library.shared.StreamIdentifier();
  identifier.setStreamName(Buffer.from(name).toString('base64'));
  return identifier;
}

function fromEnd(library: Library, prefixes: readonly string[]): ReadReq.Options {
  const all = new library.messages.ReadReq.Options.AllOptions();
  all.setEnd(new library.shared.Empty());
  const options = readOptions(library);
  options.setAll(all);
  options.setFilter(filterBy(library, prefixes));
  return options;
}

/** What every read asks alike: ids as text, links not followed. */
function readOptions(library: Library): ReadReq.Options {
  const { Options } = library.messages.ReadReq;
  const options = new Options();
  const ids = new Options.UUIDOption();
  ids.setString(new library.shared.Empty());
  options.setUuidOption(ids);
  options.setResolveLinks(false);
  return options;
}

function requestWith(library: Library, options: ReadReq.Options): ReadReq {
  const request = new library.messages.ReadReq();
  request.setOptions(options);
  return request;
}

/** Without explicit transactions, which nothing here makes, an event is prepared and committed in one place. */
function positionOf(library: Library, position: string): ReadReq.Options.Position {
  const place = new library.messages.ReadReq.Options.Position();
  place.setCommitPosition(position);
  place.setPreparePosition(position);
  return place;
}

function filterBy(library: Library, prefixes: readonly string[]): ReadReq.Options.FilterOptions {
  const { FilterOptions } = library.messages.ReadReq.Options;
  const expression = new FilterOptions.Expression();
  expression.setPrefixList([...prefixes]);
  const filter = new FilterOptions();
  filter.setStreamIdentifier(expression);
  filter.setCount(new library.shared.Empty());
  filter.setCheckpointintervalmultiplier(1);
  return filter;
}
