import type { FastifyInstance } from 'fastify';

import { ProblemError } from './problem.ts';

/** Fastify's own refusal while it closes is no problem of ours (RFC 9457); where this hook is, it must not come first. */
export const OWN_REFUSAL = { return503OnClosing: false } as const;

/**
 * Refuses requests that come on an open connection once the server is stopping: nothing of them was begun, so they may be sent again.
 * Call the answered function when it begins to stop.
 */
export function refuseWhileStopping(server: FastifyInstance): () => void {
  let stopping = false;
  server.addHook('onRequest', async () => {
    if (!stopping) return;
    throw new ProblemError('unavailable', {
      detail: 'The register is stopping; nothing of this request was done.',
      headers: { 'retry-after': '2' },
    });
  });
  return () => (stopping = true);
}
