import { openPostgresLogReader } from '#libs/event-log';
import { plainCodec } from '#libs/privacy';
import { type Comparison, compareAsOf, replayTo } from '#libs/projections';

/** The rows that are served beside those that the log gives when it is replayed from nothing. */
export async function replayed(url: string, position: string): Promise<Comparison> {
  const log = await openPostgresLogReader({ url, codec: plainCodec });
  try {
    const replay = await replayTo({ log, url, position });
    try {
      return await compareAsOf({ url, schema: replay.schema, position });
    } finally {
      await replay.drop();
    }
  } finally {
    await log.close();
  }
}
