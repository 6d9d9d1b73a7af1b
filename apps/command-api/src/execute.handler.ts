import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandOutcome } from './answer.ts';
import type { CommandRequest } from './command-request.ts';
import { CommandApi } from './services.ts';

/** A command on its way to the executor. */
export class Execute extends Command<CommandOutcome> {
  readonly request: CommandRequest;

  constructor(request: CommandRequest) {
    super();
    this.request = request;
  }
}

@CommandHandler(Execute)
export class ExecuteHandler implements ICommandHandler<Execute> {
  readonly #api: CommandApi;

  constructor(api: CommandApi) {
    this.#api = api;
  }

  execute({ request }: Execute): Promise<CommandOutcome> {
    return this.#api.execute(request);
  }
}
