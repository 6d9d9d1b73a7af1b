import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyReply } from 'fastify';

async function* lines(messages: AsyncIterable<object>): AsyncGenerator<string> {
  for await (const message of messages) yield `${JSON.stringify(message)}\n`;
}

/** Answers with JSON Lines, as they come. */
export function sendMessages(reply: FastifyReply, messages: AsyncIterable<object>): void {
  void reply
    .status(200)
    .type('application/x-ndjson')
    .header('cache-control', 'no-store')
    .send(Readable.from(lines(messages)));
}

const TELL_EVERY = 250;

/** Tells how far the work is, four times a second, until it has ended. @throws what the work throws */
export async function* whileRunning<Result, Message>(
  running: Promise<Result>,
  message: () => Message,
): AsyncGenerator<Message, Result> {
  const ended = running.then((result) => ({ result }));
  for (;;) {
    const done = await Promise.race([ended, pause(TELL_EVERY)]);
    if (done) return done.result;
    yield message();
  }
}
