import { openPostgresLogReader } from '#libs/event-log';
import { plainCodec } from '#libs/privacy';
import { compareAsOf, replayTo } from '#libs/projections';
import type { Compared } from '../checker/evidence.ts';

/** The auditors' way, and the one part of the product that a run is judged with: the log replayed, row by row against the rows as known then. */
export async function replayed(url: string, positions: readonly string[]): Promise<Compared[]> {
  const log = await openPostgresLogReader({ url, codec: plainCodec });
  const compared: Compared[] = [];
  try {
    for (const position of positions) {
      const replay = await replayTo({ log, url, position });
      try {
        const { differences, counts } = await compareAsOf({ url, schema: replay.schema, position });
        compared.push({
          position,
          differences,
          rows: Object.values(counts).reduce((sum, { served }) => sum + served, 0),
        });
      } finally {
        await replay.drop();
      }
    }
    return compared;
  } finally {
    await log.close();
  }
}
