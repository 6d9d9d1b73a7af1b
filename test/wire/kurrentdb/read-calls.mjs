import { once } from 'node:events';
import { randomUUID } from 'node:crypto';
import { eventResponse, grpc, statusError, streamIdentifier, streamNameOf, streamsPb } from './wire.mjs';

const { ReadResp, ReadReq } = streamsPb;
const { BACKWARDS } = ReadReq.Options.ReadDirection;
/** Events that a filtered subscription looks at between two checkpoints, times the client's multiplier. */
const SEARCH_WINDOW = 32;

/** Reads and subscriptions: one call does both, told apart by its options. */
export function read(server) {
  return async (call) => {
    const options = call.request.getOptions();
    const subscription = options.hasSubscription();
    const refused = await server.enter(subscription ? 'subscribe' : 'read', call);
    if (refused) return call.emit('error', refused);
    const place = options.hasStream() ? streamPlace(server.store, options) : allPlace(server.store, options);
    if (place.error) return call.emit('error', place.error);
    if (subscription) return subscribe(server, call, place, options);
    if (place.missing) call.write(notFound(place.missing));
    else await sendPage(call, place, options);
    call.end();
  };
}

/** Where a read begins: the list of events, an index in it, and what no event of the answer may be. */
function streamPlace(store, options) {
  const stream = options.getStream();
  const name = streamNameOf(stream.getStreamIdentifier());
  const events = store.streams.get(name);
  const backwards = options.getReadDirection() === BACKWARDS;
  if (!events?.length && !options.hasSubscription()) return { missing: name };
  const list = events ?? newStream(store, name);
  if (stream.hasStart()) return { list, index: 0 };
  if (stream.hasEnd()) return { list, index: backwards ? list.length - 1 : list.length };
  const revision = Number(stream.getRevision());
  const exclusive = options.hasSubscription() ? 1 : 0;
  return { list, index: backwards ? Math.min(revision, list.length - 1) : revision + exclusive };
}

function newStream(store, name) {
  const list = [];
  store.streams.set(name, list);
  return list;
}

/** Positions are inclusive forwards, exclusive backwards and for subscriptions; only those of events are known. */
function allPlace(store, options) {
  const all = options.getAll();
  const backwards = options.getReadDirection() === BACKWARDS;
  const list = store.all;
  if (all.hasStart()) return { list, index: backwards ? -1 : 0 };
  if (all.hasEnd()) return { list, index: backwards ? list.length - 1 : list.length };
  const { commitPosition, preparePosition } = all.getPosition().toObject();
  const index = commitPosition === preparePosition ? store.indexAt(BigInt(commitPosition)) : undefined;
  if (index === undefined) return { error: statusError(grpc.status.UNKNOWN, 'Unexpected ReadAllResult: Error') };
  if (options.hasSubscription()) return { list, index: index + 1 };
  return { list, index: backwards ? index - 1 : index };
}

async function sendPage(call, { list, index }, options) {
  const step = options.getReadDirection() === BACKWARDS ? -1 : 1;
  const passes = filterOf(options);
  let left = Number(options.getCount());
  for (let at = index; at >= 0 && at < list.length && left > 0; at += step) {
    if (!passes(list[at])) continue;
    left -= 1;
    await send(call, eventResponse(list[at]));
    if (call.cancelled) return;
  }
}

function subscribe(server, call, { list, index }, options) {
  const { store } = server;
  const passes = filterOf(options);
  const checkpoints = checkpointing(call, store, options);
  const state = { next: index, pumping: false, over: false, mute: false, caughtUp: false };
  const pump = async () => {
    if (state.pumping || state.over || state.mute) return;
    state.pumping = true;
    while (state.next < list.length && !state.over && !state.mute) {
      const event = list[state.next];
      state.next += 1;
      if (passes(event)) await send(call, eventResponse(event));
      if (!state.over) await checkpoints.considered();
    }
    state.pumping = false;
    if (state.over || state.caughtUp || state.mute) return;
    state.caughtUp = true;
    checkpoints.now();
    call.write(caughtUp());
  };
  const wake = () => void pump();
  const release = server.holdCall(call, { mute: () => (state.mute = true) });
  const over = () => {
    state.over = true;
    store.off('appended', wake);
    release();
  };
  call.on('cancelled', over).on('close', over).on('error', over);
  store.on('appended', wake);
  call.write(confirmation());
  wake();
}

/**
 * A filtered subscription tells from time to time how far it has looked. The position told is the end of the log at that moment,
 * which the next event takes: whoever resumes behind a checkpoint loses that event.
 */
function checkpointing(call, store, options) {
  if (!options.hasFilter()) return { considered: async () => {}, now: () => {} };
  const every = SEARCH_WINDOW * Math.max(1, options.getFilter().getCheckpointintervalmultiplier());
  let considered = 0;
  const now = () => call.write(checkpoint(store.next));
  return {
    considered: async () => {
      considered += 1;
      if (considered % every === 0) now();
    },
    now,
  };
}

function filterOf(options) {
  if (!options.hasFilter()) return () => true;
  const filter = options.getFilter();
  const ofStream = filter.hasStreamIdentifier();
  const expression = ofStream ? filter.getStreamIdentifier() : filter.getEventType();
  const prefixes = expression.getPrefixList();
  const regex = prefixes.length === 0 ? new RegExp(expression.getRegex()) : null;
  return (event) => {
    const text = ofStream ? event.stream : event.type;
    return regex ? regex.test(text) : prefixes.some((prefix) => text.startsWith(prefix));
  };
}

/** Waits while the client does not take what it was sent: a slow reader fills its own window, not this process. */
async function send(call, message) {
  if (call.cancelled || call.destroyed) return;
  if (call.write(message)) return;
  const gone = new AbortController();
  const leave = () => gone.abort();
  call.once('close', leave).once('cancelled', leave);
  await once(call, 'drain', { signal: gone.signal }).catch(() => {});
  call.off('close', leave).off('cancelled', leave);
}

function notFound(name) {
  const missing = new ReadResp.StreamNotFound();
  missing.setStreamIdentifier(streamIdentifier(name));
  const response = new ReadResp();
  response.setStreamNotFound(missing);
  return response;
}

function confirmation() {
  const confirmed = new ReadResp.SubscriptionConfirmation();
  confirmed.setSubscriptionId(randomUUID());
  const response = new ReadResp();
  response.setConfirmation(confirmed);
  return response;
}

function checkpoint(position) {
  const point = new ReadResp.Checkpoint();
  point.setCommitPosition(String(position));
  point.setPreparePosition(String(position));
  const response = new ReadResp();
  response.setCheckpoint(point);
  return response;
}

function caughtUp() {
  const response = new ReadResp();
  response.setCaughtUp(new ReadResp.CaughtUp());
  return response;
}
