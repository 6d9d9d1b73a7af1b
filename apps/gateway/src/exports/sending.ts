import { Readable } from 'node:stream';

/** Bytes as they are asked for; `stalled` is called where nobody asks for so long. */
async function* unhurried(
  bytes: AsyncIterable<Uint8Array>,
  longest: number,
  stalled: () => void,
): AsyncGenerator<Uint8Array, void> {
  for await (const chunk of bytes) {
    const timer = setTimeout(stalled, longest).unref();
    try {
      yield chunk;
    } finally {
      clearTimeout(timer);
    }
  }
}

/** What has begun is ended with its reader, wherever the reader stopped. */
async function* startedWith(
  first: IteratorResult<Uint8Array, void>,
  rest: AsyncGenerator<Uint8Array, void>,
): AsyncGenerator<Uint8Array, void> {
  try {
    if (first.done) return;
    yield first.value;
    yield* rest;
  } finally {
    await rest.return();
  }
}

/**
 * The bytes as a stream that is read no faster than it is taken. What fails before the first byte is thrown, so that it can still be
 * answered; what fails later breaks the stream off, and with it the answer: it never looks complete.
 * @param longest milliseconds after which a reader that takes nothing is cut off
 */
export async function sendable(bytes: AsyncGenerator<Uint8Array, void>, longest: number): Promise<Readable> {
  const first = await bytes.next();
  const stream: Readable = Readable.from(
    unhurried(startedWith(first, bytes), longest, () => void stream.destroy(new Error('the reader takes nothing'))),
    { objectMode: false },
  );
  return stream;
}
