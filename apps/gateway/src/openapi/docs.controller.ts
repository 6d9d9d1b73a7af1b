import { Controller, Get, NotFoundException, Param, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { domainRules, eventCatalogue, type EventEntry, isEventType } from '#libs/contracts';
import { type ProblemCode, problemTypes } from '#libs/platform';
import { queryRules } from '#libs/queries';
import { z } from 'zod';
import { openApiDocument } from './document.ts';

const rules: Readonly<Partial<Record<ProblemCode, object>>> = {
  'malformed-request': queryRules,
  unavailable: { stale: queryRules.stale, 'stale-parked': queryRules['stale-parked'] },
  'validation-failed': domainRules,
  'rule-violated': domainRules,
};

const cached = (reply: FastifyReply): void => void reply.header('cache-control', 'public, max-age=300');

/** What describes the interface itself. */
@Controller()
export class DocsController {
  #document: object | null = null;

  @Get('openapi.json')
  openApi(@Res({ passthrough: true }) reply: FastifyReply) {
    cached(reply);
    return (this.#document ??= openApiDocument());
  }

  /** Every version ever written keeps its schema, so that old events can be read for ever. */
  @Get('schemas/:type/:version')
  schema(
    @Param('type') type: string,
    @Param('version') version: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    if (!isEventType(type) || !/^[1-9]\d{0,3}$/.test(version)) throw new NotFoundException();
    const entry: EventEntry = eventCatalogue[type];
    const schema = entry.schemas[Number(version)];
    if (!schema) throw new NotFoundException();
    cached(reply);
    void reply.type('application/schema+json');
    return JSON.stringify({
      ...z.toJSONSchema(schema, { unrepresentable: 'any' }),
      $id: `/schemas/${type}/${version}`,
      title: `${type} version ${version}`,
    });
  }

  @Get('problems/:code')
  problem(@Param('code') code: string, @Res({ passthrough: true }) reply: FastifyReply) {
    if (!Object.hasOwn(problemTypes, code)) throw new NotFoundException();
    cached(reply);
    const known = code as ProblemCode;
    return { type: `/problems/${known}`, ...problemTypes[known], ...(rules[known] && { rules: rules[known] }) };
  }
}
