import type { NewEvent } from '#libs/contracts';
import { type Projections, type ProjectionsOptions, startProjections } from '../generations/projections.ts';
import { type ProjectionDatabase, quiet } from './projection-database.ts';

/** Generations of a log, supervised as the application does it. */
export async function startGenerations(
  { database, log }: ProjectionDatabase,
  options: Partial<ProjectionsOptions> = {},
): Promise<Projections> {
  return startProjections({
    log,
    url: database.urls.projector,
    logger: quiet,
    codeVersion: 'test',
    code: 'test',
    lookEvery: 50,
    ...options,
  });
}

/** Builds the next generation and waits until it has caught up. @returns its number */
export async function built(
  projections: Projections,
  options?: Parameters<Projections['generations']['rebuild']>[0],
): Promise<number> {
  const { generation } = await projections.generations.rebuild(options);
  await untilReady(projections, generation);
  return generation;
}

export async function untilReady({ generations }: Projections, generation: number): Promise<void> {
  for await (const { kind } of generations.watch(generation)) if (kind === 'ready') return;
}

/** What is parked of a generation, but for when and by which version; as text. */
export async function parkedIn({ admin }: ProjectionDatabase, generation: number): Promise<string> {
  const { rows } = await admin.query<{ line: string }>(PARKED, [generation]);
  return rows.map(({ line }) => line).join('\n');
}

const PARKED = `
SELECT concat_ws(' ', stream, position, revision, type, reason, error) AS line
  FROM projection.parked WHERE projection = 'register' AND generation = $1 ORDER BY stream, position`;

/** The last revisions of a generation; as text. */
export async function headsIn({ admin }: ProjectionDatabase, schema: string): Promise<string> {
  const { rows } = await admin.query<{ line: string }>(
    `SELECT concat_ws(' ', stream, revision) AS line FROM "${schema}".stream_heads ORDER BY stream`,
  );
  return rows.map(({ line }) => line).join('\n');
}

const metadata = { actor: 'editor', commandId: 'c', correlationId: 'c', causationId: 'c' };

/** `5a000000-…` with the number at the end. */
export const idOf = (last: number): string => `5a000000-0000-4000-8000-${String(last).padStart(12, '0')}`;

/** A source's first event. */
export const registered = (last: number, title = 'A report'): NewEvent => ({
  id: idOf(1_000 + last),
  type: 'SourceRegistered',
  schemaVersion: 1,
  data: { title, publisher: null },
  metadata,
});

/** An event that is read and folded, and whose rows the database refuses: its days run backwards. */
export const refusedSwap = (last: number): NewEvent => ({
  id: idOf(3_000 + last),
  type: 'SwapRecorded',
  schemaVersion: 1,
  data: {
    date: {
      asWritten: 'x',
      edtf: null,
      resolved: null,
      basis: null,
      earliest: '2017-12-28',
      latest: '2017-01-01',
    },
    place: null,
    legs: [],
    claim: {
      claimant: { kind: 'party', id: idOf(1) },
      stance: 'unknown',
      saidAt: null,
      saidWhere: null,
      evidence: [{ source: idOf(1) }],
    },
  },
  metadata,
});
