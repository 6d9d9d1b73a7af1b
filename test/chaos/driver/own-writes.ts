import type { Acknowledged, History } from '../history.ts';
import type { Server } from './client.ts';

const LISTS: Readonly<Record<string, string>> = {
  PersonRegistered: 'persons',
  PartyRegistered: 'parties',
  SourceRegistered: 'sources',
};

/**
 * Where the interface shows what a command has written, whatever comes after it: what is registered stays, and so does a claim, withdrawn or
 * not, while its subject may have nothing left to show. Undefined for what only changes claims.
 */
function pathOf({ stream, events }: Acknowledged['answer']): string | undefined {
  const { id, type } = events[0]!;
  if (LISTS[type]) return `/v1/${LISTS[type]}/${stream.slice(stream.indexOf('-') + 1)}`;
  return /(Reported|Recorded)$/.test(type) ? `/v1/claims/${id}` : undefined;
}

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
export async function readBack(history: History, server: Server, answer: Acknowledged['answer']): Promise<void> {
  const { stream, revision, position } = answer;
  const path = pathOf(answer);
  if (path === undefined) return;
  try {
    const answered = await show(server, `${path}?token=${stream}@${revision}`);
    history.record('own writes', 'query', 'ok', { stream, revision, position, ...answered });
  } catch (error) {
    history.record('own writes', 'query', 'info', { stream, revision, reason: String(error) });
  }
}
