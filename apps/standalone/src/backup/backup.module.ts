import { Readable } from 'node:stream';
import { Controller, type DynamicModule, Get, Headers, Module, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { type BackupSource, backupLines } from './write.ts';

/** What the backup works with; made where the application is put together. */
export abstract class BackupServices {
  /** The log as stored: opened with a codec that changes nothing. */
  abstract readonly log: BackupSource;
  /** Whom a request comes from. @throws ProblemError 401 */
  abstract requireActor(authorization: string | undefined): string;
}

/** The whole log in one answer. A broken connection leaves a file without its last line, which no restore accepts. */
@Controller('v1/operations/backup')
export class BackupController {
  readonly #services: BackupServices;

  constructor(services: BackupServices) {
    this.#services = services;
  }

  @Get()
  run(@Headers('authorization') authorization: string | undefined, @Res() reply: FastifyReply): void {
    this.#services.requireActor(authorization);
    const now = new Date();
    const name = `afa-backup-${now.toISOString().slice(0, 19).replaceAll(':', '')}.jsonl`;
    void reply
      .type('application/x-ndjson')
      .header('content-disposition', `attachment; filename="${name}"`)
      .header('cache-control', 'no-store')
      .send(Readable.from(backupLines(this.#services.log, now), { objectMode: false }));
  }
}

@Module({})
export class BackupModule {
  static on(services: BackupServices): DynamicModule {
    return {
      module: BackupModule,
      controllers: [BackupController],
      providers: [{ provide: BackupServices, useValue: services }],
    };
  }
}
