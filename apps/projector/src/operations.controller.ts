import { Body, Controller, Get, Headers, HttpCode, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { streamName } from '#libs/contracts';
import { validated } from '#libs/platform';
import { sendMessages } from './messages.ts';
import { ProjectorOperations } from './services.ts';

const parking = z.strictObject({ stream: streamName, reason: z.string().trim().min(1).max(1_000) });
/** Without a stream: all that are parked. */
const redriving = z.strictObject({ stream: streamName.optional() });
const replaying = z.strictObject({
  to: z.string().regex(/^(0|[1-9]\d{0,18})$/, 'must be a position of the log'),
  compare: z.boolean().default(true),
});

/** For whoever runs the register: where the read models stand, what stands still, and the proof that they are right. */
@Controller('v1/operations')
export class OperationsController {
  readonly #operations: ProjectorOperations;

  constructor(operations: ProjectorOperations) {
    this.#operations = operations;
  }

  @Get('projections')
  async status(
    @Headers('authorization') authorization: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    this.#operations.requireActor(authorization);
    void reply.header('cache-control', 'no-store');
    return this.#operations.status();
  }

  @Post('projections/park')
  @HttpCode(200)
  async park(@Headers('authorization') authorization: string | undefined, @Body() body: unknown) {
    this.#operations.requireActor(authorization);
    const { stream, reason } = validated(parking, body);
    return { stream, parked: await this.#operations.park(stream, reason) };
  }

  @Post('projections/redrive')
  @HttpCode(200)
  async redrive(@Headers('authorization') authorization: string | undefined, @Body() body: unknown) {
    this.#operations.requireActor(authorization);
    const { stream } = validated(redriving, body ?? {});
    const redriven = await this.#operations.redrive(stream ?? 'all');
    return { data: redriven.map((each) => ({ stream: each.stream, applied: each.applied, stopped: each.stopped })) };
  }

  @Post('replays')
  async replay(
    @Headers('authorization') authorization: string | undefined,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    this.#operations.requireActor(authorization);
    sendMessages(reply, await this.#operations.replay(validated(replaying, body)));
  }
}
