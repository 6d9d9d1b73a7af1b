import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { Controller, Headers, Logger, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ProblemError } from '#libs/platform';
import { importCaseFile, type ImportMessage, writeImport } from '../case-file/index.ts';
import { CommandApi } from '../services.ts';
import { flagOf } from './request.ts';

const formats: Record<string, 'yaml' | 'jsonl'> = {
  'application/yaml': 'yaml',
  'application/x-ndjson': 'jsonl',
};

/** Writes the lines as fast as they are taken; a client that goes away ends the import behind the commands already sent. */
async function answer(
  messages: AsyncIterable<ImportMessage>,
  output: PassThrough,
  gone: AbortSignal,
): Promise<unknown> {
  const { error } = await writeImport(messages, async (line) => {
    if (!output.write(line)) await once(output, 'drain', { signal: gone });
  });
  output.end();
  return gone.aborted ? null : error;
}

/** Takes a whole case file and answers line by line while it works: progress, what was rejected and why, a summary last. */
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
    const gone = new AbortController();
    reply.raw.once('close', () => gone.abort());
    const messages = importCaseFile({
      text: request.body,
      format,
      execute: this.#api.execute,
      log: this.#api.log,
      actor,
      dryRun: flagOf('dryRun', query.dryRun),
      verbose: flagOf('verbose', query.verbose),
      signal: gone.signal,
    });
    const output = new PassThrough();
    void reply.type('application/x-ndjson').send(output);
    void answer(messages, output, gone.signal).then((error) => {
      if (error) this.#logger.error(error);
    });
  }
}
