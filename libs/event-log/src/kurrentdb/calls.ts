import type {
  AppendReq,
  AppendResp,
  ReadReq,
  ReadResp,
} from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_pb.js';
import type { Call } from './link.ts';

/** All calls go to the leader: a follower may not know yet what was just acknowledged. */
const LEADER = { requiresLeader: true };

/** Nothing of a long answer is late as long as something comes. */
const NO_DEADLINE = { deadline: Infinity };

/** A read, whole. @throws the gRPC error */
export function readPage({ client, streams, signal, alive }: Call, request: ReadReq): Promise<ReadResp[]> {
  return new Promise((resolve, reject) => {
    const responses: ReadResp[] = [];
    const call = streams.read(request, ...client.callArguments(LEADER, NO_DEADLINE));
    const over = cancelOn(signal, call);
    call.on('data', (response: ReadResp) => {
      alive();
      responses.push(response);
    });
    call.on('error', (error) => {
      over();
      reject(error);
    });
    call.on('end', () => {
      over();
      resolve(responses);
    });
  });
}

/** One append: options first, then an event each. @throws the gRPC error, its outcome then unknown */
export function sendAppend(
  { client, streams, within, signal }: Call,
  messages: readonly AppendReq[],
): Promise<AppendResp> {
  return new Promise((resolve, reject) => {
    const [metadata, options] = client.callArguments({ ...LEADER, deadline: within });
    const call = streams.append(metadata, options, (error, response) => {
      over();
      if (error) reject(error);
      else resolve(response);
    });
    const over = cancelOn(signal, call);
    call.on('error', reject);
    for (const message of messages) call.write(message);
    call.end();
  });
}

/** A subscription; ends when the server or the connection ends it, with an error or without one, or when the signal aborts. */
export function listen(
  { client, streams }: Pick<Call, 'client' | 'streams'>,
  request: ReadReq,
  signal: AbortSignal,
  hear: (response: ReadResp) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const call = streams.read(request, ...client.callArguments(LEADER, NO_DEADLINE));
    // Leaving without cancelling would leave the subscription open on the server.
    const over = cancelOn(signal, call);
    call.on('data', hear);
    call.on('error', (error) => {
      over();
      if (signal.aborted) resolve();
      else reject(error);
    });
    call.on('end', () => {
      over();
      resolve();
    });
  });
}

/** Cancels the call when the signal aborts; returns what lets go of the signal. */
function cancelOn(signal: AbortSignal, call: { cancel(): void }): () => void {
  const cancel = (): void => call.cancel();
  signal.addEventListener('abort', cancel);
  if (signal.aborted) cancel();
  return () => signal.removeEventListener('abort', cancel);
}
