import type { BatchChanges, GenerationTables } from './tables.ts';

const nothing: BatchChanges = { models: new Map(), values: [], heads: new Map(), parked: [] };

/**
 * Parks a stream by hand: its later events wait behind the mark until it is redriven. A stream that is parked already stays as it is.
 * @returns whether it was parked by this call
 */
export async function parkStream(tables: GenerationTables, stream: string, reason: string): Promise<boolean> {
  const request = { advance: null, streams: [stream], keys: new Map() };
  const { parked } = await tables.batch<BatchChanges>(request, ({ checkpoint, streams }) => {
    if (streams.get(stream)?.parked) return nothing;
    const mark = {
      position: checkpoint,
      stream,
      revision: null,
      type: null,
      reason: 'operator',
      error: reason,
    } as const;
    return { ...nothing, parked: [mark] };
  });
  return parked.length > 0;
}
