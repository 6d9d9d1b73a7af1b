import type { Context } from '../context.ts';
import { linesOf } from './lines.ts';

/** One message of an event stream. */
export interface ServerSentEvent {
  readonly event: string;
  readonly id: string | null;
  readonly data: string;
}

const FIELD = /^([^:]*)(?:: ?(.*))?$/;

/** The messages of a `text/event-stream` answer (WHATWG HTML, "Server-sent events"); comments and `retry` are passed over. */
export async function* serverSentEvents(response: Response, context: Context): AsyncGenerator<ServerSentEvent> {
  let event = 'message';
  let id: string | null = null;
  let data: string[] = [];
  for await (const raw of linesOf(response, context)) {
    const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    if (line === '') {
      if (data.length > 0) yield { event, id, data: data.join('\n') };
      event = 'message';
      data = [];
      continue;
    }
    const [, field, value = ''] = FIELD.exec(line) ?? [];
    if (field === 'event') event = value;
    if (field === 'id') id = value;
    if (field === 'data') data.push(value);
  }
}
