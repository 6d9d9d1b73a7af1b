import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { Body, Controller, Headers, Logger, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { label } from '#libs/contracts';
import { ProblemError, traceOf, validated } from '#libs/platform';
import { importCaseFile, UnknownImport, withdrawImport, writeMessages } from '../case-file/index.ts';
import { CommandApi } from '../services.ts';
import { flagOf } from './request.ts';

const formats: Record<string, 'yaml' | 'jsonl'> = {
  'application/yaml': 'yaml',
  'application/x-ndjson': 'jsonl',
};

const withdrawing = z.strictObject({ reason: label });

/** Writes the lines as fast as they are taken; a client that goes away ends the work behind the commands already sent. */
async function answer<Message extends { readonly kind: string }>(
  what: 'import' | 'withdrawal',
  messages: AsyncIterable<Message>,
  output: PassThrough,
  gone: AbortSignal,
): Promise<unknown> {
  const { error } = await writeMessages(what, messages, async (line) => {
    if (!output.write(line)) await once(output, 'drain', { signal: gone });
  });
  output.end();
  return gone.aborted ? null : error;
}

/** Messages of which the first is there already. */
async function* continued<Message>(first: Message, rest: AsyncIterator<Message>): AsyncGenerator<Message> {
  try {
    yield first;
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}

function unknownImport(error: unknown): never {
  if (!(error instanceof UnknownImport)) throw error;
  const detail = `${error.message}.`;
  throw new ProblemError('not-found', { detail, errors: [{ pointer: '', rule: 'unknown-target', detail }] });
}

/** Takes a whole case file and answers line by line while it works: progress, what was rejected and why, a summary last. Undoes it the same way. */
@Controller('v1/imports')
export class ImportsController {
  readonly #api: CommandApi;
  readonly #logger = new Logger(ImportsController.name);

  constructor(api: CommandApi) {
    this.#api = api;
  }

  @Post()
  run(
    @Headers() headers: Record<string, string | undefined>,
    @Query() query: { dryRun?: string; verbose?: string },
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): void {
    const actor = this.#api.requireActor(headers['authorization']);
    const format = formats[(headers['content-type'] ?? '').split(';')[0]!.trim()];
    if (!format || typeof request.body !== 'string')
      throw new ProblemError('unsupported-media-type', {
        detail: 'A case file is application/yaml or application/x-ndjson',
      });
    const gone = this.#whenGone(reply);
    const messages = importCaseFile({
      text: request.body,
      format,
      execute: this.#api.execute,
      log: this.#api.log,
      previewChanges: this.#api.previewChanges,
      actor,
      dryRun: flagOf('dryRun', query.dryRun),
      verbose: flagOf('verbose', query.verbose),
      signal: gone,
    });
    this.#send('import', messages, reply, gone);
  }

  /** Withdraws every claim that came with a case file. Nothing is answered before something of it was found. */
  @Post(':namespace/withdrawal')
  async withdraw(
    @Param('namespace') namespace: string,
    @Query('dryRun') dryRun: string | undefined,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const actor = this.#api.requireActor(request.headers.authorization);
    const { reason } = validated(withdrawing, body ?? {});
    const gone = this.#whenGone(reply);
    const { traceparent } = traceOf(request);
    const messages = withdrawImport({
      log: this.#api.log,
      execute: this.#api.execute,
      previewChanges: this.#api.previewChanges,
      namespace,
      reason,
      actor,
      traceparent,
      dryRun: flagOf('dryRun', dryRun),
      signal: gone,
    });
    const first = await messages.next().catch((error: unknown) => (gone.aborted ? null : unknownImport(error)));
    if (first && !first.done) this.#send('withdrawal', continued(first.value, messages), reply.status(200), gone);
  }

  #whenGone(reply: FastifyReply): AbortSignal {
    const gone = new AbortController();
    reply.raw.once('close', () => gone.abort());
    return gone.signal;
  }

  #send<Message extends { readonly kind: string }>(
    what: 'import' | 'withdrawal',
    messages: AsyncIterable<Message>,
    reply: FastifyReply,
    gone: AbortSignal,
  ): void {
    const output = new PassThrough();
    void reply.type('application/x-ndjson').send(output);
    void answer(what, messages, output, gone).then((error) => {
      if (error) this.#logger.error(error);
    });
  }
}
