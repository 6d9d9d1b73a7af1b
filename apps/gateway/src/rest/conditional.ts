import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Reading } from '#libs/queries';

/**
 * A weak validator: the same question about the same state has the same answer. Streams that stand still are part of the state, because
 * setting them going again changes rows behind the position.
 */
export function entityTag(request: FastifyRequest, { generation, position, parked }: Reading): string {
  const asked = createHash('sha256').update(request.url).update(parked.join()).update(generation).digest('base64url');
  return `W/"${position}-${asked.slice(0, 16)}"`;
}

const opaque = (tag: string): string => tag.trim().replace(/^W\//, '');

/**
 * Sets what every answer of the register carries, and answers 304 where the client has it already.
 * Nothing may be kept without asking again: a personal value that was forgotten must not live on in a cache.
 * @returns whether the client has the answer
 */
export function isKnownToClient(request: FastifyRequest, reply: FastifyReply, tag: string): boolean {
  void reply.headers({ etag: tag, 'cache-control': 'no-cache', vary: 'authorization, prefer' });
  const known = request.headers['if-none-match'];
  if (known === undefined) return false;
  if (known.trim() !== '*' && !known.split(',').some((each) => opaque(each) === opaque(tag))) return false;
  void reply.status(304);
  return true;
}
