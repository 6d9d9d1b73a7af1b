import type { Server } from 'node:http';
import type { Socket } from 'node:net';

const SWEEP = 50;

/**
 * Ends the connections that nothing is under way on, again and again until the answered function is called: a server that stops waits for
 * every connection. Node closes the idle ones once; an answer that ends just after leaves one more, and a connection opened in advance,
 * on which nothing was ever asked (browsers and `fetch` do that), does not count as idle at all.
 */
export function sweepConnections(server: Server): { start(): () => void } {
  const open = new Set<Socket>();
  server.on('connection', (socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  const sweep = (): void => {
    server.closeIdleConnections();
    for (const socket of open) if (socket.bytesRead === 0) socket.destroy();
  };
  return {
    start() {
      sweep();
      const timer = setInterval(sweep, SWEEP);
      return () => clearInterval(timer);
    },
  };
}
