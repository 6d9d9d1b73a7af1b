import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from '../../support-domain/random.ts';
import type { Application } from './application.ts';
import { lookAtCheckpoints } from './checkpoints.ts';
import { readLog } from './collect.ts';
import { replayed } from './replayed.ts';
import { type Strike, type Target, timed } from './target.ts';

/** Behind this something hangs; the checker asks for less. */
const READY_WITHIN = 90_000;

async function untilServing(application: Application, killed: number): Promise<void> {
  const deadline = performance.now() + READY_WITHIN;
  while (performance.now() < deadline) {
    const server = await application.postmaster().catch(() => killed);
    const ready = await fetch(`${application.url()}/readyz`, { signal: AbortSignal.timeout(5_000) }).then(
      async (answer) => (await answer.text(), answer.status === 200),
      () => false,
    );
    if (ready && server !== killed) return;
    await pause(25);
  }
  throw new Error('the application did not serve again after its PostgreSQL was killed');
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function endAndStart(application: Application, signal: NodeJS.Signals): Promise<void> {
  await application.end(signal);
  return application.start();
}

async function killPostgres(application: Application): Promise<void> {
  const postmaster = await application.postmaster();
  process.kill(postmaster, 'SIGKILL');
  return untilServing(application, postmaster);
}

async function killBoth(application: Application, random: Random): Promise<void> {
  const postmaster = await application.postmaster();
  if (random.chance(0.5)) process.kill(postmaster, 'SIGKILL');
  else application.send('SIGKILL');
  await pause(random.below(50));
  if (isThere(postmaster)) process.kill(postmaster, 'SIGKILL');
  return endAndStart(application, 'SIGKILL');
}

/** What is done to the application: its process killed, its PostgreSQL, both; or asked to stop, which must lose as little. */
const strikesOn = (application: Application): Record<string, Strike> => ({
  'kill application': () => timed(() => endAndStart(application, 'SIGKILL')),
  'stop application': () => timed(() => endAndStart(application, 'SIGTERM')),
  'kill PostgreSQL': () => timed(() => killPostgres(application)),
  'kill both': (random) => timed(() => killBoth(application, random)),
});

/** The application in one process, with a log in its own PostgreSQL. */
export const standalone = (application: Application): Target => ({
  url: application.url,
  token: application.token,
  strikes: strikesOn(application),
  onOwnEnd: (listener) =>
    application.onOwnEnd(({ code, signal, stderr }) => listener(`${code ?? signal}: ${stderr.slice(-2_000)}`)),
  order: 'counted',
  readLog: async () => readLog(await application.adminUrl()),
  look: async () => lookAtCheckpoints(await application.adminUrl()),
  lookEvery: 150,
  replayed: async (positions) => replayed(await application.adminUrl(), positions),
});
