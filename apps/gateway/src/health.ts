import type { Health, HealthCheck } from '#libs/platform';
import type { GatewayParts } from './services.ts';

const LAG = 10_000;

async function positionsBehind({ log, projector }: GatewayParts): Promise<number> {
  const [head, serving] = await Promise.all([log.head(), projector.serving()]);
  return Number(BigInt(head.position) - BigInt(serving.position));
}

/** Whether the read models are close enough behind the log to be worth reading. */
async function assertCloseBehind(parts: GatewayParts): Promise<void> {
  const lag = await (parts.lag?.() ?? positionsBehind(parts));
  if (lag > (parts.readyLag ?? LAG)) throw new Error(`${lag} events behind`);
}

/** What reading needs, for `/readyz`. */
export function gatewayHealth(parts: GatewayParts): Health {
  const { log, pool, metrics } = parts;
  const checks: Record<string, HealthCheck> = {
    log: () => log.head().then(() => undefined),
    database: () => pool.query('SELECT 1').then(() => undefined),
    projector: () => assertCloseBehind(parts),
    ...parts.checks,
  };
  return { checks, metrics };
}
