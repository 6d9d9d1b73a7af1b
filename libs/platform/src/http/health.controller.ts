import { Controller, type DynamicModule, Get, Inject, Module, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

import { checkHealth, type HealthCheck } from '../health.ts';
import type { Metrics } from '../metrics.ts';

/** What `/livez`, `/readyz` and `/metrics` tell of; given where the application is put together. */
export abstract class Health {
  /** What serving needs, by the name under which `/readyz` tells of it. */
  abstract readonly checks: Readonly<Record<string, HealthCheck>>;
  abstract readonly metrics: Metrics;
}

/** For those who run the register: whether a process lives, whether it can serve, and its figures. */
@Controller()
export class HealthController {
  readonly #health: Health;

  constructor(@Inject(Health) health: Health) {
    this.#health = health;
  }

  @Get('livez')
  live(@Res({ passthrough: true }) reply: FastifyReply) {
    void reply.header('cache-control', 'no-store');
    return checkHealth();
  }

  @Get('readyz')
  async ready(@Res({ passthrough: true }) reply: FastifyReply) {
    const report = await checkHealth(this.#health.checks);
    void reply.status(report.status === 'ok' ? 200 : 503).header('cache-control', 'no-store');
    return report;
  }

  @Get('metrics')
  async metrics(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const { metrics } = this.#health;
    void reply.type(metrics.contentType).header('cache-control', 'no-store');
    return metrics.text();
  }
}

@Module({})
export class HealthModule {
  static on(health: Health): DynamicModule {
    return {
      module: HealthModule,
      controllers: [HealthController],
      providers: [{ provide: Health, useValue: health }],
    };
  }
}
