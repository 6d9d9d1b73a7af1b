import { onTheWire, openConnection } from './http-connection.mjs';
import { closedLoop, openLoop } from './loops.mjs';

const CONNECTIONS = 32;
/** In the open loop more connections than can be needed at half load: a request waits for the server, not for a connection. */
const MOST_CONNECTIONS = 128;

/** @typedef {{method?: string, path: string, headers?: object, body?: string}} Request */

/** A target with its connections; opened once, so that no round pays for it. */
const opened = new Map();

async function connectionsTo(url, count) {
  const all = (opened.get(url) ?? []).filter((connection) => connection.isOpen());
  opened.set(url, all);
  while (all.length < count) all.push(await openConnection(new URL(url)));
  return all.slice(0, count);
}

const prepared = (url, requests) => requests.map((request) => onTheWire(request, new URL(url).host));

/** Closed loop over 32 connections; each sends its next request from the list when the last was answered. @param {{requests: Request[]}} target */
export async function requestsPerSecond({ url, requests, milliseconds }) {
  const connections = await connectionsTo(url, CONNECTIONS);
  const texts = prepared(url, requests);
  let sent = 0;
  return closedLoop({
    clients: CONNECTIONS,
    milliseconds,
    operation: (client) => connections[client].send(texts[sent++ % texts.length]),
  });
}

/** Latencies under requests that come by a timetable. */
export async function latenciesAt({ url, requests, perSecond, milliseconds }) {
  const idle = [...(await connectionsTo(url, MOST_CONNECTIONS))];
  const waiting = [];
  const texts = prepared(url, requests);
  let sent = 0;
  const operation = async () => {
    const connection = idle.pop() ?? (await new Promise((resolve) => waiting.push(resolve)));
    await connection.send(texts[sent++ % texts.length]);
    if (waiting.length > 0) waiting.shift()(connection);
    else idle.push(connection);
  };
  return openLoop({ perSecond, milliseconds, operation });
}

/** Each request once, for its answer. */
export async function answersTo(url, requests) {
  const answers = [];
  for (const { path, ...options } of requests) {
    const response = await fetch(new URL(path, url), options);
    const text = await response.text();
    if (response.status !== 200) throw new Error(`${path}: ${response.status} ${text.slice(0, 300)}`);
    answers.push(JSON.parse(text));
  }
  return answers;
}

/** Closes what was opened to the target, before it stops. */
export function closeConnections(url) {
  for (const connection of opened.get(url) ?? []) connection.close();
  opened.delete(url);
}
