import { Controller, Get, Inject, NotFoundException, Param, Req, Res, type Type } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { uuid } from '#libs/contracts';
import {
  badRequest,
  isModelName,
  itemOf,
  type ListName,
  listOf,
  type ModelName,
  modelOf,
  openReading,
  questionOf,
  readingFor,
} from '#libs/queries';
import { answering } from '../query-problem.ts';
import { Gateway } from '../services.ts';
import { entityTag, isKnownToClient } from './conditional.ts';
import { addressWith, linkHeader } from './links.ts';
import { itemParameters, type ListParameters, listParameters, parametersOf } from './parameters.ts';
import { wantedState } from './wanted-state.ts';

/** Where the form of an answer is described. */
const schemaOf = (list: ListName): string => {
  const view = isModelName(list) ? (modelOf(list).view.meta() as { id: string }).id : 'TimelineEntry';
  return `/openapi.json#/components/schemas/${view}`;
};

async function answerList(gateway: Gateway, list: ListName, request: FastifyRequest, reply: FastifyReply) {
  const given: ListParameters = parametersOf(request, listParameters(list));
  const question = questionOf(list, given);
  const reading = await readingFor(gateway.side, question, wantedState(request, reply, given));
  if (isKnownToClient(request, reply, entityTag(request, reading))) return undefined;
  const answer = await listOf(gateway.side, reading, question);
  const { next } = answer.page;
  // The cursor pins the state, so what else asked for one is left out.
  const nextAddress = next === null ? null : addressWith(request, { cursor: next, minPosition: null, token: null });
  void reply.header('link', linkHeader({ next: nextAddress, describedby: schemaOf(list) }));
  return answer;
}

async function answerItem(gateway: Gateway, list: ModelName, id: string, request: FastifyRequest, reply: FastifyReply) {
  const given = parametersOf(request, itemParameters);
  if (!uuid.safeParse(id).success) throw badRequest('uuid', 'id', 'The id must be a UUID.');
  const state = { ...wantedState(request, reply, given), asOf: given.asOf ?? null };
  const reading = await openReading(gateway.side, state);
  if (isKnownToClient(request, reply, entityTag(request, reading))) return undefined;
  const answer = await itemOf(gateway.side, reading, list, id, given.on);
  const latest = given.asOf === undefined ? null : addressWith(request, { asOf: null });
  void reply.header('link', linkHeader({ 'latest-version': latest, describedby: schemaOf(list) }));
  return answer;
}

/** `GET /v1/{list}` and `GET /v1/{list}/{id}`. */
export function listController(list: ListName): Type {
  @Controller(`v1/${list}`)
  class Lists {
    readonly #gateway: Gateway;

    constructor(@Inject(Gateway) gateway: Gateway) {
      this.#gateway = gateway;
    }

    @Get()
    list(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
      return answering(() => answerList(this.#gateway, list, request, reply));
    }

    @Get(':id')
    item(@Param('id') id: string, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
      if (!isModelName(list)) throw new NotFoundException();
      return answering(() => answerItem(this.#gateway, list, id, request, reply));
    }
  }
  return Lists;
}
