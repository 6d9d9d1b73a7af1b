import type pg from 'pg';
import {
  type BatchKnowledge,
  type BatchRequest,
  type GenerationTables,
  displaced,
  type LoadedRow,
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
  const [checkpoint] = taken!.rows as unknown as { position: string }[];
  const [found] = standing!.rows as unknown as { position: string }[];
  if (!found) throw new Error('the generation is not there any more');
  if (!checkpoint) throw displaced(advance!.from, found.position);
  return {
    checkpoint: checkpoint.position,
    streams: streamsIn(states!),
    rows: new Map(wanted.map(([model], index) => [model, rowsIn(rows[index]!)])),
  };
}

/**
 * The tables of one generation in Postgres. A batch is two round trips: everything it needs to know, then everything it writes. The
 * checkpoint is moved first, which locks it: a left-over projector waits there, finds it moved, and has not touched a row.
 */
export function openGenerationTables(
  client: BatchClient,
  generation: Generation,
  codeVersion: string,
): GenerationTables {
  const statements = statementsOf(generation, codeVersion);
  const ask = async (statement: Statement): Promise<Answer> => {
    const [answer] = await (await client.session()).send([statement]);
    return answer as unknown as Answer;
  };
  return {
    async checkpoint() {
      const [row] = (await ask(statements.checkpoint)).rows as unknown as { position: string }[];
      if (!row) throw new Error(`the generation ${generation.schema} is not there any more`);
      return row.position;
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
