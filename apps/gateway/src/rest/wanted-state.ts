import type { FastifyReply, FastifyRequest } from 'fastify';
import type { WantedState } from '#libs/queries';
import { preferredWait } from './parameters.ts';

/** What a request asks of the state; says in the answer that the preference was applied. */
export function wantedState(
  request: FastifyRequest,
  reply: FastifyReply,
  given: { minPosition?: string; token?: string },
): WantedState {
  const wait = preferredWait(request.headers['prefer']);
  if (wait !== undefined) void reply.header('preference-applied', `wait=${wait}`);
  const { minPosition, token } = given;
  return {
    ...(wait !== undefined && { waitMilliseconds: wait * 1000 }),
    ...(minPosition !== undefined && { minPosition }),
    ...(token !== undefined && { token }),
  };
}
