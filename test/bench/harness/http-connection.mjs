import { connect } from 'node:net';

const HEAD_END = Buffer.from('\r\n\r\n');
const CHUNKS_END = Buffer.from('0\r\n\r\n');

/** A request as it goes over the wire. */
export function onTheWire({ method = 'GET', path, headers = {}, body = '' }, host) {
  const length = Buffer.byteLength(body);
  const all = { host, ...headers, ...(length > 0 && { 'content-length': length }) };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`);
}

/** Where the body ends, or -1 while it has not come whole. */
function endOf(received, bodyAt, head) {
  const length = /\r\ncontent-length: (\d+)/i.exec(head);
  if (length) return received.length >= bodyAt + Number(length[1]) ? bodyAt + Number(length[1]) : -1;
  return received.subarray(-CHUNKS_END.length).equals(CHUNKS_END) ? received.length : -1;
}

/**
 * One keep-alive connection with one request at a time, and as little work as can be done for it: the generator runs on the processors that
 * it loads. @returns {Promise<{send: (request: Buffer) => Promise<void>, isOpen: () => boolean, close: () => void}>}
 */
export async function openConnection({ hostname, port }) {
  const socket = connect({ host: hostname, port: Number(port), noDelay: true });
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  let parts = [];
  let waiting = null;
  const settle = (error) => {
    const { resolve, reject } = waiting ?? {};
    waiting = null;
    parts = [];
    if (error) reject?.(error);
    else resolve?.();
  };
  socket.on('data', (part) => {
    parts.push(part);
    const received = parts.length === 1 ? part : Buffer.concat(parts);
    parts = [received];
    const headEnd = received.indexOf(HEAD_END);
    if (headEnd < 0) return;
    const head = received.latin1Slice(0, headEnd);
    if (endOf(received, headEnd + HEAD_END.length, head) < 0) return;
    settle(head.startsWith('HTTP/1.1 200') ? null : new Error(received.toString().slice(0, 500)));
  });
  let open = true;
  socket.on('error', settle);
  socket.on('close', () => {
    open = false;
    settle(new Error('the server closed the connection'));
  });
  return {
    /** A server closes what was idle for long. */
    isOpen: () => open,
    send: (request) =>
      new Promise((resolve, reject) => {
        if (!open) return reject(new Error('the connection is closed'));
        waiting = { resolve, reject };
        socket.write(request);
      }),
    close: () => socket.destroy(),
  };
}
