import type { Acknowledged, History } from '../history.ts';
import type { Server } from './client.ts';

const LISTS: Readonly<Record<string, string>> = {
  swap: 'swaps',
  detention: 'detentions',
  person: 'persons',
  party: 'parties',
  source: 'sources',
};

/** Milliseconds; longer than the answer may wait for the read models. */
const PATIENCE = 10_000;

async function show({ url }: Server, path: string): Promise<{ status: number; shown: string | null }> {
  const response = await fetch(`${url()}${path}`, {
    headers: { prefer: 'wait=2' },
    signal: AbortSignal.timeout(PATIENCE),
  });
  const body = (await response.json()) as { asOf?: { position?: string } };
  return { status: response.status, shown: body.asOf?.position ?? null };
}

/** Reads what a command has written, at once and with its token, as whoever wrote it would. */
export async function readBack(
  history: History,
  server: Server,
  { stream, revision, position }: Acknowledged['answer'],
): Promise<void> {
  const [, kind = '', id = ''] = /^([a-z]+)-(.+)$/.exec(stream) ?? [];
  const list = LISTS[kind];
  if (!list) return;
  try {
    const answered = await show(server, `/v1/${list}/${id}?token=${stream}@${revision}`);
    history.record('own writes', 'query', 'ok', { stream, revision, position, ...answered });
  } catch (error) {
    history.record('own writes', 'query', 'info', { stream, revision, reason: String(error) });
  }
}
