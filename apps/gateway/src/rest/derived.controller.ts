import { Controller, Get, Inject, Req, Res, type Type } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Derived, type DerivedName, derivedQuestions } from '#libs/queries';
import { answering } from '../query-problem.ts';
import { Gateway } from '../services.ts';
import { entityTag, isKnownToClient } from './conditional.ts';
import { addressWith, linkHeader } from './links.ts';
import { parametersOf, stateParameters } from './parameters.ts';
import { wantedState } from './wanted-state.ts';

const schemaOf = (name: DerivedName): string => (derivedQuestions[name].view.meta() as { id: string }).id;

async function answer(gateway: Gateway, name: DerivedName, request: FastifyRequest, reply: FastifyReply) {
  const { parameters, ask }: Derived = derivedQuestions[name];
  const given = parametersOf(request, [...parameters, ...stateParameters]);
  const asked = await ask(gateway.side, given, wantedState(request, reply, given));
  if (isKnownToClient(request, reply, entityTag(request, asked.reading))) return undefined;
  const answered = await asked.answer();
  const next = answered.page?.next ?? null;
  const nextAddress = next === null ? null : addressWith(request, { cursor: next, minPosition: null, token: null });
  const describedby = `/openapi.json#/components/schemas/${schemaOf(name)}`;
  void reply.header('link', linkHeader({ next: nextAddress, describedby }));
  return answered;
}

/** `GET /v1/{name}` of what the register derives and nobody enters. */
export function derivedController(name: DerivedName): Type {
  @Controller(`v1/${name}`)
  class DerivedAnswers {
    readonly #gateway: Gateway;

    constructor(@Inject(Gateway) gateway: Gateway) {
      this.#gateway = gateway;
    }

    @Get()
    answer(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
      return answering(() => answer(this.#gateway, name, request, reply));
    }
  }
  return DerivedAnswers;
}
