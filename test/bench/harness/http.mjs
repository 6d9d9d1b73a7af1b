import { Agent, request as send } from 'node:http';
import autocannon from 'autocannon';
import { openLoop } from './loops.mjs';

/** @typedef {{method?: string, path: string, headers?: object, body?: string}} Request */

/** Closed loop over 32 connections; each takes one request after the other from the list. @param {Request[]} requests */
export async function requestsPerSecond({ url, requests, milliseconds, connections = 32 }) {
  const result = await autocannon({ url, requests, connections, duration: milliseconds / 1_000, timeout: 20 });
  const failed = result.non2xx + result.errors + result.timeouts;
  if (failed > 0) throw new Error(`${url}: ${failed} of ${result.requests.total} requests failed`);
  return { rate: result.requests.total / result.duration };
}

const agent = new Agent({ keepAlive: true, maxSockets: 64 });

/** One request; the whole body is read. */
export function fetchText(url, { method = 'GET', path, headers = {}, body }) {
  return new Promise((resolve, reject) => {
    const outgoing = send(new URL(path, url), { method, headers, agent }, (response) => {
      const parts = [];
      response.on('data', (part) => parts.push(part));
      response.on('end', () => {
        const text = Buffer.concat(parts).toString();
        if (response.statusCode === 200) resolve(text);
        else reject(new Error(`${path}: ${response.statusCode} ${text.slice(0, 300)}`));
      });
      response.on('error', reject);
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

/** Latencies under requests that come by a timetable. */
export async function latenciesAt({ url, requests, perSecond, milliseconds }) {
  let sent = 0;
  const operation = () => fetchText(url, requests[sent++ % requests.length]);
  return openLoop({ perSecond, milliseconds, operation });
}

/** Each request once. Compiles what is compiled, and warms caches alike. */
export async function sendEach(url, requests) {
  const texts = [];
  for (const each of requests) texts.push(await fetchText(url, each));
  return texts;
}
