import type { FastifyInstance, FastifyRequest } from 'fastify';

import { isLoopback } from '../variables.ts';
import { ProblemError } from './problem.ts';

/** What anybody may ask, for a balancer or a monitor has no token. */
const OPEN = ['/livez', '/readyz'];
const METRICS = '/metrics';

const hostOf = (header: string): string => header.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');

/**
 * On loopback reads are open, so a page in the reader's browser must not reach us under a name of its own (DNS rebinding): only requests
 * that name this machine are answered. Elsewhere every request needs a token.
 */
export function guardReads(
  server: FastifyInstance,
  options: {
    host: string;
    requireToken: boolean;
    /** Figures hold no content: in a network of its own a monitor may ask for them without a token. */
    openMetrics?: boolean;
    requireActor: (header: string | undefined) => string;
  },
): void {
  const open = new Set(options.openMetrics ? [...OPEN, METRICS] : OPEN);
  const onlyThisMachine = isLoopback(options.host) && !options.requireToken;
  server.addHook('onRequest', async (request: FastifyRequest) => {
    if (onlyThisMachine && !isLoopback(hostOf(request.headers.host ?? '')))
      throw new ProblemError('forbidden', { detail: 'Only requests to localhost are answered here' });
    if (options.requireToken && !open.has(request.url)) options.requireActor(request.headers.authorization);
  });
}
