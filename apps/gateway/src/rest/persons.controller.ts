import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { uuid } from '#libs/contracts';
import { badRequest, clusterAnswer, nameQuestionOf, openReading, type Reading, searchAnswer } from '#libs/queries';
import { answering } from '../query-problem.ts';
import { Gateway } from '../services.ts';
import { entityTag, isKnownToClient } from './conditional.ts';
import { addressWith, linkHeader } from './links.ts';
import { parametersOf, searchParameters, stateParameters } from './parameters.ts';
import { wantedState } from './wanted-state.ts';

type State = Partial<Record<(typeof stateParameters)[number], string>>;

/** Persons by name, and who is one with whom. The list and the items are among the other lists. */
@Controller('v1/persons')
export class PersonsController {
  readonly #gateway: Gateway;

  constructor(@Inject(Gateway) gateway: Gateway) {
    this.#gateway = gateway;
  }

  @Get('search')
  search(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    return answering(async () => {
      const given = parametersOf(request, searchParameters);
      const question = nameQuestionOf(given);
      const ask = (reading: Reading) => searchAnswer(this.#gateway.side, reading, question);
      return this.#answer(request, reply, given, 'PersonMatch', ask);
    });
  }

  @Get(':id/cluster')
  cluster(@Param('id') id: string, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    return answering(async () => {
      const given = parametersOf(request, stateParameters);
      if (!uuid.safeParse(id).success) throw badRequest('uuid', 'id', 'The id must be a UUID.');
      const ask = (reading: Reading) => clusterAnswer(this.#gateway.side, reading, id);
      return this.#answer(request, reply, given, 'PersonCluster', ask);
    });
  }

  async #answer<Answer>(
    request: FastifyRequest,
    reply: FastifyReply,
    given: State,
    schema: string,
    ask: (reading: Reading) => Promise<Answer>,
  ): Promise<Answer | undefined> {
    const state = { ...wantedState(request, reply, given), asOf: given.asOf ?? null };
    const reading = await openReading(this.#gateway.side, state);
    if (isKnownToClient(request, reply, entityTag(request, reading))) return undefined;
    const answer = await ask(reading);
    const latest = given.asOf === undefined ? null : addressWith(request, { asOf: null });
    const describedby = `/openapi.json#/components/schemas/${schema}`;
    void reply.header('link', linkHeader({ 'latest-version': latest, describedby }));
    return answer;
  }
}
