import type { Context } from '../context.ts';
import { Failure } from '../failure.ts';
import { connectionFailure } from './api.ts';

/** The lines of an answer as they come, decoded. @throws Failure `unavailable` where the connection breaks */
export async function* linesOf(response: Response, context: Context): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let begun = '';
  try {
    for await (const chunk of response.body ?? []) {
      const lines = (begun + decoder.decode(chunk, { stream: true })).split('\n');
      begun = lines.pop()!;
      yield* lines;
    }
  } catch (error) {
    throw connectionFailure(error, response.url, context.terminal.interrupted) ?? error;
  }
  if (begun !== '') yield begun;
}

/** The messages of an answer in JSON Lines. */
export async function* messagesOf<Message>(response: Response, context: Context): AsyncGenerator<Message> {
  for await (const line of linesOf(response, context)) {
    if (line === '') continue;
    try {
      yield JSON.parse(line) as Message;
    } catch (error) {
      throw new Failure('unavailable', 'the answer of the server broke off', { cause: error });
    }
  }
}
