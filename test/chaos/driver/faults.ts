import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from '../../support-domain/random.ts';
import type { History } from '../history.ts';
import type { Application } from './application.ts';

/** What is done to the application: its process killed, its PostgreSQL, both; or asked to stop, which must lose as little. */
export const faultKinds = ['kill application', 'kill PostgreSQL', 'kill both', 'stop application'] as const;
export type FaultKind = (typeof faultKinds)[number];

export interface Planned {
  readonly kind: FaultKind;
  /** How many commands must have been acknowledged before. */
  readonly after: number;
}

/** Faults at random points of the run; under load, because each waits for its command and the clients go on. */
export function planFaults(
  random: Random,
  counts: Readonly<Partial<Record<FaultKind, number>>>,
  commands: number,
): Planned[] {
  const kinds = faultKinds.flatMap((kind) => Array.from({ length: counts[kind] ?? 0 }, () => kind));
  for (let index = kinds.length - 1; index > 0; index -= 1) {
    const other = random.below(index + 1);
    [kinds[index], kinds[other]] = [kinds[other]!, kinds[index]!];
  }
  const share = commands / (kinds.length + 1);
  return kinds.map((kind, index) => ({
    kind,
    after: Math.floor(share * (index + 0.3)) + random.below(Math.ceil(share)),
  }));
}

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

async function strike(application: Application, kind: FaultKind, random: Random): Promise<void> {
  switch (kind) {
    case 'kill application':
      await application.end('SIGKILL');
      return application.start();
    case 'stop application':
      await application.end('SIGTERM');
      return application.start();
    case 'kill PostgreSQL': {
      const postmaster = await application.postmaster();
      process.kill(postmaster, 'SIGKILL');
      return untilServing(application, postmaster);
    }
    case 'kill both': {
      const postmaster = await application.postmaster();
      if (random.chance(0.5)) process.kill(postmaster, 'SIGKILL');
      else application.send('SIGKILL');
      await pause(random.below(50));
      if (isThere(postmaster)) process.kill(postmaster, 'SIGKILL');
      await application.end('SIGKILL');
      return application.start();
    }
  }
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** An application that ends although nobody struck it is a violation of its own. */
export function watchForEnd(application: Application, history: History): void {
  application.onOwnEnd(({ code, signal, stderr }) => {
    const detail = `${code ?? signal}: ${stderr.slice(-2_000)}`;
    history.record('faults', 'fault', 'info', { kind: 'ended by itself', detail });
  });
}

export interface FaultOptions {
  readonly application: Application;
  readonly history: History;
  readonly random: Random;
  readonly planned: readonly Planned[];
  readonly acknowledged: () => number;
  readonly signal: AbortSignal;
}

/** Strikes as planned. @throws Error where the application does not come back */
export async function runFaults({
  application,
  history,
  random,
  planned,
  acknowledged,
  signal,
}: FaultOptions): Promise<void> {
  for (const { kind, after } of planned) {
    while (acknowledged() < after && !signal.aborted) await pause(2);
    if (signal.aborted) return;
    await pause(random.below(40));
    history.record('faults', 'fault', 'invoke', { kind });
    const begun = performance.now();
    await strike(application, kind, random);
    history.record('faults', 'fault', 'ok', { kind, readyAfter: Math.round(performance.now() - begun) });
  }
}
