import type pg from 'pg';
import {
  type BatchKnowledge,
  type BatchRequest,
  type GenerationTables,
  ProjectionFenced,
  type StoredRow,
} from '../engine/tables.ts';
import { asRefusal, type BatchClient, type Statement } from './batch-client.ts';
import { statementsOf } from './batch-statements.ts';
import type { Generation } from './create-generation.ts';

type Answer = pg.QueryResult<Record<string, never>>;

function streamsIn(answer: Answer): BatchKnowledge['streams'] {
  const rows = answer.rows as unknown as { stream: string; revision: string; parked: boolean }[];
  return new Map(rows.map(({ stream, revision, parked }) => [stream, { revision: Number(revision), parked }]));
}

const rowsIn = (answer: Answer): ReadonlyMap<string, StoredRow> =>
  new Map((answer.rows as unknown as StoredRow[]).map((row) => [row.key, row]));

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
  const { projection, schema } = generation;

  async function know({ advance, streams, keys }: BatchRequest): Promise<BatchKnowledge> {
    const wanted = [...keys].filter(([, each]) => each.length > 0);
    const asked: Statement[] = [
      statements.begin,
      statements.take(advance),
      statements.streams(streams),
      ...wanted.map(([model, each]) => statements.rows(model, each)),
    ];
    const [, taken, states, ...rows] = (await client.send(asked)) as unknown as Answer[];
    const [checkpoint] = taken!.rows as unknown as { position: string }[];
    if (!checkpoint)
      throw new ProjectionFenced(`the checkpoint of ${projection} (${schema}) is not at ${advance?.from}`);
    return {
      checkpoint: checkpoint.position,
      streams: streamsIn(states!),
      rows: new Map(wanted.map(([model], index) => [model, rowsIn(rows[index]!)])),
    };
  }

  return {
    async checkpoint() {
      const [answer] = await client.send([statements.checkpoint]);
      const [row] = answer!.rows as { position: string }[];
      if (!row) throw new Error(`the generation ${schema} is not there any more`);
      return row.position;
    },
    async stream(stream) {
      const [answer] = (await client.send([statements.streams([stream])])) as unknown as Answer[];
      return streamsIn(answer!).get(stream)!;
    },
    async parkedStreams() {
      const [answer] = await client.send([statements.parkedStreams]);
      return (answer!.rows as { stream: string }[]).map(({ stream }) => stream);
    },
    async batch(request, fold) {
      try {
        const changes = fold(await know(request));
        await client.send([...statements.write(changes), statements.commit]);
        return changes;
      } catch (error) {
        await client.send([statements.rollback]).catch(() => undefined);
        throw asRefusal(error);
      }
    },
  };
}
