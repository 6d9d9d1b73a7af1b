import { Controller, Get, Inject, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { checkHealth, type HealthCheck } from '#libs/platform';
import { Gateway } from '../services.ts';

const LAG = 10_000n;

/** Whether the read models are close enough behind the log to be worth reading. */
async function assertCloseBehind({ parts }: Gateway): Promise<void> {
  const [head, serving] = await Promise.all([parts.log.head(), parts.projector.serving()]);
  const lag = BigInt(head.position) - BigInt(serving.position);
  if (lag > BigInt(parts.readyLag ?? LAG)) throw new Error(`${lag} events behind`);
}

/** For those who run the register: whether it lives, whether it can serve, and its figures. */
@Controller()
export class HealthController {
  readonly #gateway: Gateway;
  readonly #checks: Readonly<Record<string, HealthCheck>>;

  constructor(@Inject(Gateway) gateway: Gateway) {
    this.#gateway = gateway;
    const { log, pool, checks } = gateway.parts;
    this.#checks = {
      log: () => log.head().then(() => undefined),
      database: () => pool.query('SELECT 1').then(() => undefined),
      projector: () => assertCloseBehind(gateway),
      ...checks,
    };
  }

  @Get('livez')
  live(@Res({ passthrough: true }) reply: FastifyReply) {
    void reply.header('cache-control', 'no-store');
    return checkHealth();
  }

  @Get('readyz')
  async ready(@Res({ passthrough: true }) reply: FastifyReply) {
    const report = await checkHealth(this.#checks);
    void reply.status(report.status === 'ok' ? 200 : 503).header('cache-control', 'no-store');
    return report;
  }

  @Get('metrics')
  async metrics(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const { metrics } = this.#gateway.parts;
    void reply.type(metrics.contentType).header('cache-control', 'no-store');
    return metrics.text();
  }
}
