import type { RecordedEvent } from '#libs/contracts';
import type { EventLogReader, ReadStreamOptions } from '#libs/event-log';

/** As the engine asks; another number would only fetch twice. */
const HISTORY_PAGE = 1_000;
/** Events of streams that are kept, in all. */
const MOST_KEPT = 20_000;

/**
 * The log as the fold of a build sees it: pages of streams are kept for a while, for what was read after the build's end was fixed holds
 * all of the stream that the build can ask for.
 */
export function createHistories(log: Pick<EventLogReader, 'readStream'>) {
  const kept = new Map<string, Promise<readonly RecordedEvent[]>>();
  let size = 0;
  const readStream = (stream: string, options: ReadStreamOptions = {}): Promise<readonly RecordedEvent[]> => {
    const name = `${stream}@${options.from ?? 0}+${options.limit}`;
    const known = kept.get(name);
    if (known) return known;
    const page = log.readStream(stream, options);
    kept.set(name, page);
    page.then(
      ({ length }) => (size += length),
      () => kept.delete(name),
    );
    return page;
  };
  return {
    readStream,
    /** Asks for streams beside each other that will be asked for in turn. What was kept before goes when it has become much. */
    async fetch(streams: readonly string[], limit = HISTORY_PAGE): Promise<void> {
      if (size > MOST_KEPT) {
        kept.clear();
        size = 0;
      }
      await Promise.all(streams.map((stream) => readStream(stream, { from: 0, limit })));
    },
  };
}
