import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from '../../support-domain/random.ts';
import type { Acknowledged, Answered, History } from '../history.ts';
import type { Task } from './world.ts';

/** Where the application answers now; it moves with every start. */
export interface Server {
  url(): string;
  token(): string;
}

/** Milliseconds after which a client gives up waiting for an answer; some give up almost at once, and cannot know what they missed. */
const PATIENCE = 10_000;
const patienceOf = ({ random, impatient }: Sending): number => (random.chance(impatient) ? random.below(25) : PATIENCE);
const LONGEST_BODY = 4_000;

async function post({ url, token }: Server, { key, command, body }: Task, patience: number): Promise<Answered> {
  const response = await fetch(`${url()}/v1/commands/${command}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token()}`, 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(patience),
  });
  const text = await response.text();
  return {
    status: response.status,
    contentType: response.headers.get('content-type') ?? '',
    retryAfter: response.headers.get('retry-after'),
    body: text.slice(0, LONGEST_BODY),
  };
}

/** A 5xx answer, or none, leaves open what became of the command; a 4xx says that it changed nothing. */
async function send(
  history: History,
  process: string,
  server: Server,
  task: Task,
  patience: number,
): Promise<Acknowledged | 'refused' | 'unknown'> {
  const { key } = task;
  try {
    const answered = await post(server, task, patience);
    if (answered.status >= 500) history.record(process, 'append', 'info', { key, reason: 'answered', answered });
    else if (answered.status >= 400) history.record(process, 'append', 'fail', { key, answered });
    else {
      const acknowledged = { key, answer: JSON.parse(answered.body) as Acknowledged['answer'] };
      history.record(process, 'append', 'ok', acknowledged);
      return acknowledged;
    }
    return answered.status >= 500 ? 'unknown' : 'refused';
  } catch (error) {
    const reason = `${(error as Error).name}: ${String(((error as Error).cause as Error | undefined)?.message ?? (error as Error).message)}`;
    history.record(process, 'append', 'info', { key, reason });
    return 'unknown';
  }
}

export interface Sending {
  readonly history: History;
  readonly server: Server;
  readonly random: Random;
  /** The share of requests whose client gives up almost at once. */
  readonly impatient: number;
  readonly signal: AbortSignal;
}

/** Sends a command, and again with the same key as long as its outcome is unknown. Null where it was refused, or nothing was known to the end. */
export async function sendUntilKnown(
  sending: Sending,
  process: string,
  task: Task,
): Promise<Acknowledged['answer'] | null> {
  const { history, server, signal } = sending;
  for (let wait = 10; !signal.aborted; wait = Math.min(2 * wait, 640)) {
    history.record(process, 'append', 'invoke', task);
    const outcome = await send(history, process, server, task, patienceOf(sending));
    if (outcome === 'refused') return null;
    if (outcome !== 'unknown') return outcome.answer;
    await pause(wait);
  }
  return null;
}
