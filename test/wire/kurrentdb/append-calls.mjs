import {
  Any,
  GoogleEmpty,
  grpc,
  proposedEvent,
  sharedPb,
  statusError,
  statusPb,
  streamNameOf,
  streamsPb,
  uuidText,
} from './wire.mjs';

/** Bytes of one append; what servers up to 25.0 take by default. */
const LARGEST_APPEND = 2 ** 20;

/** The unary way: one call for each append. What has not come whole is no append; what has is one, whether its client still waits or not. */
export function append(server) {
  return async (call, callback) => {
    const peer = call.getPeer();
    const messages = await everything(call);
    const refused = await server.enter('append', call);
    if (!messages) return;
    if (refused) return callback(refused);
    const [header, ...rest] = messages;
    const options = header.getOptions();
    const events = rest.map((message) => proposedEvent(message.getProposedMessage()));
    const outcome = decide(server, { options, events, peer });
    if (outcome.kind === 'cut') return;
    if (outcome.kind === 'too-large') return callback(tooLarge());
    callback(null, appendResponse(outcome, options));
  };
}

/** All messages of a call up to its proper end; null where it was cut off before. */
function everything(call) {
  return new Promise((resolve) => {
    const messages = [];
    call.on('data', (message) => messages.push(message));
    // A call that is cut off ends like any other, and is known as cancelled a moment later.
    call.on('end', () => setImmediate(() => resolve(call.cancelled ? null : messages)));
    for (const event of ['cancelled', 'close', 'error']) call.on(event, () => resolve(null));
  });
}

/** The shared way: appends and their answers travel on one stream, told apart by a correlation id. */
export function batchAppend(server) {
  return (call) => {
    const open = new Map();
    let turn = server.enter('batchAppend', call).then((refused) => {
      if (refused) call.emit('error', refused);
      return refused;
    });
    const release = server.holdCall(call);
    call.on('close', release).on('cancelled', release).on('error', release);
    call.on('end', () => call.end());
    call.on('data', (message) => {
      turn = turn.then((ended) => ended ?? answerBatch(server, call, open, message));
    });
  };
}

/** Returns null, or the status with which the call ended. */
async function answerBatch(server, call, open, message) {
  const correlation = uuidText(message.getCorrelationId());
  const pending = open.get(correlation) ?? { options: null, events: [] };
  if (message.hasOptions()) pending.options = message.getOptions();
  pending.events.push(...message.getProposedMessagesList().map(proposedEvent));
  open.set(correlation, pending);
  if (!message.getIsFinal()) return null;
  open.delete(correlation);
  const refused = await server.admit('batchAppend', call);
  if (refused) {
    call.emit('error', refused);
    return refused;
  }
  const outcome = decide(server, { ...pending, peer: call.getPeer() });
  if (outcome.kind !== 'cut') call.write(batchResponse(outcome, pending.options, message.getCorrelationId()));
  return null;
}

function decide(server, { options, events, peer }) {
  const { faults, store } = server;
  const bytes = events.reduce((sum, { data, metadata }) => sum + ((data.length + metadata.length) * 3) / 4, 0);
  if (bytes > LARGEST_APPEND) return { kind: 'too-large' };
  if (faults.takeCut('cutBeforeCommit')) return cut(server, peer);
  const outcome = store.append(streamNameOf(options.getStreamIdentifier()), expectedOf(options), events);
  return faults.takeCut('cutAfterCommit') ? cut(server, peer) : outcome;
}

function cut(server, peer) {
  server.cut(peer);
  return { kind: 'cut' };
}

function expectedOf(options) {
  if (options.hasAny()) return 'any';
  if (options.hasStreamExists()) return 'exists';
  if (options.hasNoStream()) return -1;
  return Number(options.hasRevision?.() ? options.getRevision() : options.getStreamPosition());
}

function appendResponse(outcome, options) {
  const response = new streamsPb.AppendResp();
  if (outcome.kind === 'appended') {
    const position = new streamsPb.AppendResp.Position();
    response.setSuccess(successOf(new streamsPb.AppendResp.Success(), position, outcome.last));
    return response;
  }
  const wrong = new streamsPb.AppendResp.WrongExpectedVersion();
  if (outcome.current < 0) wrong.setCurrentNoStream(new sharedPb.Empty());
  else wrong.setCurrentRevision(String(outcome.current));
  if (options.hasRevision()) wrong.setExpectedRevision(options.getRevision());
  else if (options.hasNoStream()) wrong.setExpectedNoStream(new sharedPb.Empty());
  else wrong.setExpectedAny(new sharedPb.Empty());
  response.setWrongExpectedVersion(wrong);
  return response;
}

function batchResponse(outcome, options, correlation) {
  const response = new streamsPb.BatchAppendResp();
  response.setCorrelationId(correlation);
  response.setStreamIdentifier(options.getStreamIdentifier());
  if (outcome.kind === 'appended') {
    const position = new sharedPb.AllStreamPosition();
    response.setSuccess(successOf(new streamsPb.BatchAppendResp.Success(), position, outcome.last));
  } else {
    response.setError(outcome.kind === 'too-large' ? tooLargeStatus() : wrongVersionStatus(outcome, options));
  }
  return response;
}

function successOf(success, position, last) {
  success.setCurrentRevision(String(last.revision));
  position.setCommitPosition(String(last.position));
  position.setPreparePosition(String(last.position));
  success.setPosition(position);
  return success;
}

function wrongVersionStatus({ current }, options) {
  const wrong = new sharedPb.WrongExpectedVersion();
  if (current < 0) wrong.setCurrentNoStream(new GoogleEmpty());
  else wrong.setCurrentStreamRevision(String(current));
  if (options.hasStreamPosition()) wrong.setExpectedStreamPosition(options.getStreamPosition());
  else if (options.hasNoStream()) wrong.setExpectedNoStream(new GoogleEmpty());
  else wrong.setExpectedAny(new GoogleEmpty());
  return errorStatus(9, 'wrong expected version', wrong, 'WrongExpectedVersion');
}

function tooLargeStatus() {
  const exceeded = new sharedPb.MaximumAppendSizeExceeded();
  exceeded.setMaxappendsize(LARGEST_APPEND);
  return errorStatus(3, 'maximum append size exceeded', exceeded, 'MaximumAppendSizeExceeded');
}

function tooLarge() {
  return statusError(grpc.status.INVALID_ARGUMENT, 'maximum append size exceeded', {
    exception: 'maximum-append-size-exceeded',
    'maximum-append-size': LARGEST_APPEND,
  });
}

function errorStatus(code, message, detail, name) {
  const status = new statusPb.Status();
  status.setCode(code);
  status.setMessage(message);
  const any = new Any();
  any.pack(detail.serializeBinary(), `event_store.client.${name}`);
  status.setDetails(any);
  return status;
}
