import { Readable } from 'node:stream';
import { Controller, type DynamicModule, Get, Headers, Module, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { type BackupSource, backupLines } from './write.ts';

/** What the backup works with; made where the application is put together. */
export abstract class BackupServices {
  /** Opens the log as it is stored (`openBackupSource`), for one backup, which closes it. */
  abstract openLog(): Promise<BackupSource & { close(): Promise<void> }>;
  /** Whom a request comes from. @throws ProblemError 401 */
  abstract requireActor(authorization: string | undefined): string;
}

/** Opened when the first line is asked for and closed with the last, also where the reader has gone. */
async function* linesFrom(services: BackupServices, now: Date): AsyncGenerator<string> {
  const log = await services.openLog();
  try {
    yield* backupLines(log, now);
  } finally {
    await log.close();
  }
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
      .send(Readable.from(linesFrom(this.#services, now), { objectMode: false }));
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
