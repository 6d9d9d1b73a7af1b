import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { historyOf } from '#libs/audit';
import { streamName } from '#libs/contracts';
import { badRequest, pageSize, QueryProblem } from '#libs/queries';
import { answering } from '../query-problem.ts';
import { addressWith, linkHeader } from '../rest/links.ts';
import { parametersOf } from '../rest/parameters.ts';
import { Gateway } from '../services.ts';

/** The revision that a page of a history begins behind; before the first where none is given. */
function revisionFrom(text: string | undefined): number {
  if (text === undefined) return -1;
  if (!/^\d{1,10}$/.test(text))
    throw badRequest('malformed-position', 'after', 'after must be a revision of the stream.');
  return Number(text);
}

/** What happened to one subject: who entered it, when, why, on whose word and from which sources. */
@Controller('v1/streams')
export class HistoryController {
  readonly #gateway: Gateway;

  constructor(@Inject(Gateway) gateway: Gateway) {
    this.#gateway = gateway;
  }

  @Get(':stream')
  history(
    @Param('stream') stream: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return answering(async () => {
      const given = parametersOf(request, ['after', 'limit']);
      if (!streamName.safeParse(stream).success)
        throw badRequest('filter-value', 'stream', 'A stream is named by its category and a UUID, such as swap-6f1b….');
      const limit = pageSize(given.limit);
      const page = await historyOf(this.#gateway.parts.log, stream, revisionFrom(given.after), limit);
      if (!page) throw new QueryProblem('not-found', 'unknown-id', null, `The register holds no stream ${stream}.`);
      const next = page.next === null ? null : String(page.next);
      const nextAddress = next === null ? null : addressWith(request, { after: next });
      void reply.headers({
        link: linkHeader({ next: nextAddress, describedby: '/openapi.json#/components/schemas/HistoryEntry' }),
        'cache-control': 'no-cache',
      });
      return { data: page.entries, page: { next, limit } };
    });
  }
}
