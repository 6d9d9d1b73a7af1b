import { Body, Controller, Param, Post, Req, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { collectionOf, type CommandName, commandCatalogue } from '#libs/contracts';
import type { CommandAnswer } from '../answer.ts';
import { Execute } from '../execute.handler.ts';
import { CommandApi } from '../services.ts';
import { problemOf } from './problems.ts';
import { sendingOf } from './request.ts';

/** The answer without its inner mark, so that a repeated command gets the very same body; `token` reads the write back. */
function bodyOf({ repeated: _repeated, ...answer }: CommandAnswer) {
  return { ...answer, token: `${answer.stream}@${answer.revision}` };
}

function locationOf(name: CommandName, answer: CommandAnswer): string | undefined {
  const { category } = commandCatalogue[name];
  return category ? `/v1/${collectionOf(category)}/${answer.id}` : undefined;
}

@Controller('v1/commands')
export class CommandsController {
  readonly #commands: CommandBus;
  readonly #api: CommandApi;

  constructor(commands: CommandBus, api: CommandApi) {
    this.#commands = commands;
    this.#api = api;
  }

  @Post(':name')
  async send(
    @Param('name') name: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const actor = this.#api.requireActor(request.headers.authorization);
    const command = new Execute({ name, body: body ?? {}, actor, ...sendingOf(request) });
    const outcome = await this.#commands.execute(command);
    if (outcome.kind === 'rejected') throw problemOf(outcome);
    if (outcome.kind === 'dry-run') {
      void reply.status(200);
      return outcome.answer;
    }
    const location = locationOf(name as CommandName, outcome.answer);
    if (location) void reply.header('location', location);
    if (outcome.answer.repeated) void reply.header('idempotency-replayed', 'true');
    void reply.status(201).header('etag', `"${outcome.answer.revision}"`);
    return bodyOf(outcome.answer);
  }
}
