import type pg from 'pg';
import {
  type BatchKnowledge,
  type BatchRequest,
  type GenerationTables,
  displaced,
  ProjectionFenced,
  type LoadedRow,
  type Track,
} from '../engine/tables.ts';
import { asRefusal, type BatchClient, type BatchSession, type Statement } from './batch-client.ts';
import { statementsOf, UNIT } from './batch-statements.ts';
import type { Generation } from './create-generation.ts';

type Answer = pg.QueryResult<Record<string, never>>;

function streamsIn(answer: Answer): BatchKnowledge['streams'] {
  const rows = answer.rows as unknown as { stream: string; revision: string; parked: boolean }[];
  return new Map(rows.map(({ stream, revision, parked }) => [stream, { revision: Number(revision), parked }]));
}

function rowsIn(answer: Answer): ReadonlyMap<string, LoadedRow> {
  const rows = answer.rows as unknown as (Omit<LoadedRow, 'refs'> & { refs: string })[];
  return new Map(rows.map((row) => [row.key, { ...row, refs: row.refs.split(UNIT) }]));
}

type Statements = ReturnType<typeof statementsOf>;

const gone = (): Error => new ProjectionFenced('the checkpoint is not there any more');

async function know(session: BatchSession, statements: Statements, request: BatchRequest): Promise<BatchKnowledge> {
  const { advance, streams, keys } = request;
  const wanted = [...keys].filter(([, each]) => each.length > 0);
  const asked: Statement[] = [
    statements.begin,
    statements.take(advance),
    statements.checkpoint,
    statements.streams(streams),
    ...wanted.map(([model, each]) => statements.rows(model, each)),
  ];
  const [, taken, standing, states, ...rows] = (await session.send(asked)) as unknown as Answer[];
  const [checkpoint] = taken!.rows as unknown as { position: string | null }[];
  const [found] = standing!.rows as unknown as { place: string }[];
  if (!checkpoint) throw found ? displaced(advance!.from, found.place) : gone();
  if (checkpoint.position === null) throw gone();
  return {
    checkpoint: checkpoint.position,
    streams: streamsIn(states!),
    rows: new Map(wanted.map(([model], index) => [model, rowsIn(rows[index]!)])),
  };
}

/**
 * The tables of one generation in Postgres, followed on one track. A batch is two round trips: everything it needs to know, then everything it writes. The
 * checkpoint is moved first, which locks it: a left-over projector waits there, finds it moved, and has not touched a row.
 */
export function openGenerationTables(
  client: BatchClient,
  generation: Generation,
  codeVersion: string,
  track: Track = 'log',
): GenerationTables {
  const statements = statementsOf(generation, codeVersion, track);
  const ask = async (statement: Statement): Promise<Answer> => {
    const [answer] = await (await client.session()).send([statement]);
    return answer as unknown as Answer;
  };
  return {
    async checkpoint() {
      const [row] = (await ask(statements.checkpoint)).rows as unknown as { place: string }[];
      if (!row) throw new ProjectionFenced(`the checkpoint of ${generation.schema} is not there any more`);
      return row.place;
    },
    stream: async (stream) => streamsIn(await ask(statements.streams([stream]))).get(stream)!,
    async parkedStreams() {
      const { rows } = await ask(statements.parkedStreams);
      return (rows as unknown as { stream: string }[]).map(({ stream }) => stream);
    },
    async batch(request, fold) {
      const session = await client.session();
      try {
        const changes = fold(await know(session, statements, request));
        await session.send([...statements.write(changes), statements.commit]);
        return changes;
      } catch (error) {
        await session.send([statements.rollback]).catch(() => undefined);
        throw asRefusal(error);
      }
    },
  };
}
