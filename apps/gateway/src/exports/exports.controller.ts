import type { Readable } from 'node:stream';
import { type BeforeApplicationShutdown, Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { problemDetails, ProblemError, traceOf } from '#libs/platform';
import {
  exportFormats,
  type ExportQuestion,
  exportQuestionOf,
  filtersOf,
  type ListName,
  manifestOf,
  modelNames,
  openExport,
  type Reading,
  readingFor,
} from '#libs/queries';
import { answering } from '../query-problem.ts';
import { entityTag, isKnownToClient } from '../rest/conditional.ts';
import { addressWith, linkHeader } from '../rest/links.ts';
import { parametersOf, stateParameters } from '../rest/parameters.ts';
import { wantedState } from '../rest/wanted-state.ts';
import { Gateway } from '../services.ts';
import { VERSION } from '../version.ts';
import { type Places, placesFor } from './places.ts';
import { sendable } from './sending.ts';
import { untilShutdown } from '../until-shutdown.ts';

const MOST_EXPORTS = 2;
const LONGEST_STALL = 60_000;

const LISTS: readonly ListName[] = [...modelNames, 'timeline'];
const isListName = (list: string): list is ListName => (LISTS as readonly string[]).includes(list);

/** What is asked for, and the state it is answered from. */
interface Asked {
  readonly asked: ExportQuestion;
  readonly reading: Reading;
}

/** The address of an export or its manifest, with the state pinned: what it leads to stays the same. */
function pinnedAddress(request: FastifyRequest, path: string, { position }: Reading): string {
  const address = addressWith(request, { asOf: position, minPosition: null, token: null });
  return path + address.slice(address.indexOf('?'));
}

/** Every list as a file, of one state of the register, with a manifest to check it by. */
@Controller('v1/exports')
export class ExportsController implements BeforeApplicationShutdown {
  readonly #gateway: Gateway;
  readonly #places: Places;
  readonly #open = untilShutdown<Readable>((stream) => void stream.destroy());

  constructor(@Inject(Gateway) gateway: Gateway) {
    this.#gateway = gateway;
    this.#places = placesFor(gateway.parts.mostExports ?? MOST_EXPORTS);
  }

  @Get(':list')
  async export(@Param('list') list: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { asked, reading } = await answering(() => this.#asked(list, request, reply));
    if (isKnownToClient(request, reply, entityTag(request, reading))) return void reply.send();
    const stream = request.method === 'HEAD' ? undefined : await this.#stream(asked, reading, request);
    // Only now, since what could not be begun is answered with a problem, which is no file.
    void reply
      .type(exportFormats[asked.format].mediaType)
      .headers({
        'content-disposition': `attachment; filename="${list}-${reading.position}.${asked.format}"`,
        link: linkHeader({ describedby: pinnedAddress(request, `/v1/exports/${list}/manifest`, reading) }),
        'afa-position': reading.position,
      })
      .send(stream);
  }

  @Get(':list/manifest')
  manifest(
    @Param('list') list: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return answering(async () => {
      const { asked, reading } = await this.#asked(list, request, reply);
      if (isKnownToClient(request, reply, entityTag(request, reading))) return undefined;
      void reply.headers({
        link: linkHeader({
          describes: pinnedAddress(request, `/v1/exports/${list}`, reading),
          describedby: '/openapi.json#/components/schemas/ExportManifest',
        }),
        'afa-position': reading.position,
      });
      const gone = new AbortController();
      reply.raw.once('close', () => gone.abort());
      const leave = this.#places.take();
      return manifestOf(this.#gateway.side, reading, asked, { version: VERSION, stopped: gone.signal }).finally(leave);
    });
  }

  async #asked(list: string, request: FastifyRequest, reply: FastifyReply): Promise<Asked> {
    if (!isListName(list))
      throw new ProblemError('not-found', { detail: `There is no such list; known: ${LISTS.join(', ')}.` });
    const given = parametersOf(request, ['format', ...filtersOf(list), 'on', ...stateParameters]);
    const asked = exportQuestionOf(list, given);
    const reading = await readingFor(this.#gateway.side, asked.question, wantedState(request, reply, given));
    return { asked, reading };
  }

  /** The export as a stream that holds a place until it is over, however it ends. */
  async #stream(asked: ExportQuestion, reading: Reading, request: FastifyRequest): Promise<Readable> {
    const { side, parts } = this.#gateway;
    const leave = this.#places.take();
    try {
      const stream = await sendable(openExport(side, reading, asked).bytes, parts.exportStall ?? LONGEST_STALL);
      this.#open.add(stream);
      stream.once('error', (error) => void problemDetails(error, traceOf(request).traceId, parts.logger));
      stream.once('close', () => {
        this.#open.delete(stream);
        leave();
      });
      return stream;
    } catch (error) {
      leave();
      throw error;
    }
  }

  /** A long export would keep the server from stopping; who was reading sees that it broke off. */
  beforeApplicationShutdown(): void {
    this.#open.endAll();
  }
}
