import type { FastifyRequest } from 'fastify';

/** A `Link` header (RFC 8288) from relation and address. */
export const linkHeader = (links: Readonly<Record<string, string | null>>): string =>
  Object.entries(links)
    .flatMap(([relation, target]) => (target === null ? [] : [`<${target}>; rel="${relation}"`]))
    .join(', ');

/** The request's own address with some parameters set; null removes one. */
export function addressWith(request: FastifyRequest, changes: Readonly<Record<string, string | null>>): string {
  const [path = '', query = ''] = request.url.split('?', 2);
  const parameters = new URLSearchParams(query);
  for (const [name, value] of Object.entries(changes))
    if (value === null) parameters.delete(name);
    else parameters.set(name, value);
  const text = parameters.toString();
  return text === '' ? path : `${path}?${text}`;
}
