import type { RecordedEvent } from '#libs/contracts';
import { GraphQLError, GraphQLList, GraphQLNonNull, GraphQLObjectType, GraphQLString } from 'graphql';
import { answering } from '../query-problem.ts';
import type { Sink } from '../streams/live.ts';
import { assertWithin, positionFrom, prefixesFrom } from '../streams/position.ts';
import type { Context } from './context.ts';
import { eventType } from './event-types.ts';
import { position } from './scalars.ts';

/** Events that may wait for one subscriber; one further behind is ended and goes on from its last position. */
const MOST_WAITING = 1_000;

/** A sink whose events are taken one by one. */
function queue(gone: AbortController): Sink & { take(): Promise<RecordedEvent | null> } {
  const waiting: RecordedEvent[] = [];
  let wake: () => void = () => {};
  let emptied: () => void = () => {};
  gone.signal.addEventListener('abort', () => (wake(), emptied()));
  return {
    send({ event }) {
      waiting.push(event);
      wake();
      if (waiting.length > MOST_WAITING)
        gone.abort(new GraphQLError('The subscriber is too slow; go on from the last position.'));
      return waiting.length < 100;
    },
    drained: () =>
      waiting.length === 0 || gone.signal.aborted ? Promise.resolve() : new Promise((resolve) => (emptied = resolve)),
    caughtUp: () => undefined,
    async take() {
      while (waiting.length === 0 && !gone.signal.aborted) await new Promise<void>((resolve) => (wake = resolve));
      const event = waiting.shift() ?? null;
      if (waiting.length === 0) emptied();
      return event;
    },
  };
}

interface EventsArguments {
  readonly after?: string | null;
  readonly streamPrefixes?: readonly string[] | null;
}

/** Every event behind the position, then what comes; ends with its consumer. */
async function* events(given: EventsArguments, context: Context) {
  const { live, parts } = context.gateway;
  const { after, streamPrefixes } = await answering(async () => {
    const from = positionFrom(given.after ?? undefined, 'after');
    assertWithin(from, (await parts.log.head()).position, 'after');
    return { after: from, streamPrefixes: prefixesFrom(given.streamPrefixes?.join()) };
  });
  const gone = new AbortController();
  const sink = queue(gone);
  const following = live.follow({ after, signal: gone.signal, ...(streamPrefixes && { streamPrefixes }) }, sink).then(
    () => gone.abort(),
    (error: unknown) => gone.abort(error),
  );
  try {
    for (;;) {
      const event = await sink.take();
      if (event === null) break;
      yield { events: event };
    }
    const { reason } = gone.signal as { reason: unknown };
    if (reason instanceof Error && reason.name !== 'AbortError') throw reason;
  } finally {
    gone.abort();
    await following;
  }
}

export const subscriptionType = new GraphQLObjectType<unknown, Context>({
  name: 'Subscription',
  fields: {
    events: {
      type: new GraphQLNonNull(eventType),
      description: 'Every event behind the position, then what comes, without gap or double.',
      args: {
        after: { type: position, description: 'Exclusive; without it from the first event.' },
        streamPrefixes: { type: new GraphQLList(new GraphQLNonNull(GraphQLString)) },
      },
      subscribe: (_root, given, context) => events(given as EventsArguments, context),
    },
  },
});
