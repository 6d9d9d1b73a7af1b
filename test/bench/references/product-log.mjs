import { openPostgresEventLog, plainCodec, silent } from '../harness/product.mjs';

/** The candidate, as the standalone application opens it. */
export async function openProductLog(urls) {
  const log = await openPostgresEventLog({
    writerUrl: urls.writer,
    readerUrl: urls.reader,
    codec: plainCodec,
    logger: silent,
  });
  return {
    log,
    async append(stream, revision, event) {
      const outcome = await log.append({ stream, expected: revision === 0 ? 'none' : revision - 1, events: [event] });
      if (outcome.kind !== 'appended' || outcome.repeated) throw new Error(`not appended: ${outcome.kind}`);
    },
    close: () => log.close(),
  };
}
