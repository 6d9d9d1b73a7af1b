import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { LoggedEvent, ModelState } from '../checker/evidence.ts';
import type { Server } from './client.ts';

const LOG = `
SELECT position::text, stream, revision::int, id, type, data, metadata FROM log.events ORDER BY log.events.position`;

/** The log as the tables hold it. */
export async function readLog(adminUrl: string): Promise<LoggedEvent[]> {
  const client = new pg.Client({ connectionString: adminUrl, options: '-c default_transaction_read_only=on' });
  await client.connect();
  try {
    return (await client.query<LoggedEvent>(LOG)).rows;
  } finally {
    await client.end();
  }
}

/** Milliseconds for read models to come to the end of the log, once nobody writes any more. */
const PATIENCE = 120_000;

async function get(server: Server, path: string, patience = PATIENCE): Promise<Record<string, unknown>> {
  const deadline = performance.now() + patience;
  for (;;) {
    const response = await fetch(`${server.url()}${path}`, { headers: { prefer: 'wait=10' } });
    const body = (await response.json()) as Record<string, unknown>;
    if (response.status === 200) return body;
    // A read model that is behind says so; it is asked again, but not for ever.
    if (performance.now() > deadline) throw new Error(`${path}: ${response.status} ${JSON.stringify(body)}`);
    await pause(250);
  }
}

/** The log as the interface shows it. */
export async function readEvents(server: Server): Promise<LoggedEvent[]> {
  const events: LoggedEvent[] = [];
  for (let after: string | null = '0'; after !== null;) {
    const page = (await get(server, `/v1/events?after=${after}&limit=200`)) as {
      data: LoggedEvent[];
      page: { next: string | null };
    };
    events.push(...page.data);
    after = page.page.next;
  }
  return events;
}

async function list(server: Server, name: string, position: string, patience?: number): Promise<object[]> {
  const items: object[] = [];
  const first = `/v1/${name}?limit=200&asOf=${position}`;
  for (let cursor: string | null = ''; cursor !== null;) {
    const path = cursor === '' ? first : `${first}&cursor=${encodeURIComponent(cursor)}`;
    const answer = await get(server, path, patience);
    const { data, page } = answer as { data: object[]; page: { next: string | null } };
    items.push(...data);
    cursor = page.next;
  }
  return items;
}

/**
 * The read models as known at a position, as clients see them.
 * @throws Error where they do not come so far within the patience (milliseconds)
 */
export async function readModelsAt(server: Server, position: string, patience?: number): Promise<ModelState> {
  const [swaps, detentions, claims] = [
    await list(server, 'swaps', position, patience),
    await list(server, 'detentions', position, patience),
    await list(server, 'claims', position, patience),
  ];
  return { position, swaps, detentions, claims };
}
