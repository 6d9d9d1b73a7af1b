import { Body, Controller, Headers, HttpCode, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { validated } from '#libs/platform';
import { sendMessages } from './messages.ts';
import { ProjectorOperations } from './services.ts';

const number = z.int().min(1);
/** Says whether it could be done, and does nothing. */
const dryRun = z.boolean().default(false);
const rebuilding = z.strictObject({ passes: z.int().min(1).max(32).optional() });
/** Without a number: the generation that is built. */
const naming = z.strictObject({ generation: number.optional() });
const switching = z.strictObject({
  generation: number.optional(),
  force: z.strictObject({ reason: z.string().trim().min(1).max(1_000) }).optional(),
  dryRun,
});
const goingBack = z.strictObject({ dryRun });
const retiring = z.strictObject({ generation: number, dryRun });
const cancelling = z.strictObject({ generation: number.optional(), dryRun });

/** For whoever runs the register: building read models anew beside those that serve, and making them serve. */
@Controller('v1/operations/projections')
export class GenerationsController {
  readonly #operations: ProjectorOperations;

  constructor(operations: ProjectorOperations) {
    this.#operations = operations;
  }

  @Post('rebuild')
  async rebuild(
    @Headers('authorization') authorization: string | undefined,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    this.#operations.requireActor(authorization);
    sendMessages(reply, await this.#operations.generations.rebuild(validated(rebuilding, body ?? {})));
  }

  @Post('compare')
  async compare(
    @Headers('authorization') authorization: string | undefined,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    this.#operations.requireActor(authorization);
    const { generation } = validated(naming, body ?? {});
    sendMessages(reply, await this.#operations.generations.compare(generation));
  }

  @Post('switch')
  @HttpCode(200)
  async switchTo(@Headers('authorization') authorization: string | undefined, @Body() body: unknown) {
    const actor = this.#operations.requireActor(authorization);
    const asked = validated(switching, body ?? {});
    return { ...(await this.#operations.generations.switchTo(actor, asked)), dryRun: asked.dryRun };
  }

  @Post('rollback')
  @HttpCode(200)
  async rollBack(@Headers('authorization') authorization: string | undefined, @Body() body: unknown) {
    const actor = this.#operations.requireActor(authorization);
    const asked = validated(goingBack, body ?? {});
    return { ...(await this.#operations.generations.rollBack(actor, asked.dryRun)), ...asked };
  }

  @Post('retire')
  @HttpCode(200)
  async retire(@Headers('authorization') authorization: string | undefined, @Body() body: unknown) {
    this.#operations.requireActor(authorization);
    const asked = validated(retiring, body);
    await this.#operations.generations.retire(asked.generation, asked.dryRun);
    return asked;
  }

  @Post('cancel')
  @HttpCode(200)
  async cancel(@Headers('authorization') authorization: string | undefined, @Body() body: unknown) {
    this.#operations.requireActor(authorization);
    const asked = validated(cancelling, body ?? {});
    return { ...asked, generation: await this.#operations.generations.cancel(asked.generation, asked.dryRun) };
  }
}
