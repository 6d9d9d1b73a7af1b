import { createHash } from 'node:crypto';
import { type AnsweredAsOf, answeredAsOf } from '../answered.ts';
import { badRequest } from '../problem.ts';
import { filtersOf, type Question, questionOf, type ListName, type RawQuestion } from '../question.ts';
import type { ReadSide, Reading } from '../reading.ts';
import type { StoredDocument } from '../rows.ts';
import { columnsOf } from './columns.ts';
import { exportFormatNames, exportFormats, type ExportFormatName, isExportFormatName } from './formats.ts';
import type { ColumnType } from './leaves.ts';
import { walk } from './walk.ts';

/** Rises with every change of names, order or form that readers of earlier exports would notice. */
export const EXPORT_LAYOUT = 1;

/** A list that is to be taken away, checked. */
export interface ExportQuestion {
  readonly question: Question;
  readonly format: ExportFormatName;
  /** What narrows it, as it was given. */
  readonly narrowing: Readonly<Record<string, string>>;
}

/** What is exported: the bytes as they are made, and how many rows have gone into them so far. */
export interface Exported {
  readonly bytes: AsyncGenerator<Uint8Array, void>;
  readonly rows: () => number;
}

/** A column as the manifest describes it. */
export interface DescribedField {
  readonly name: string;
  readonly pointer: string;
  readonly type: ColumnType;
  readonly nullable: boolean;
  readonly personal: boolean;
  readonly values?: readonly string[];
  readonly about: string;
}

/** What a whole export comes to, so that whoever has one can check it and knows what its fields mean. */
export interface ExportManifest {
  readonly list: ListName;
  readonly format: ExportFormatName;
  readonly mediaType: string;
  readonly question: Readonly<Record<string, string>>;
  readonly asOf: AnsweredAsOf;
  readonly rows: number;
  readonly bytes: number;
  readonly digest: { readonly algorithm: 'sha-256'; readonly value: string };
  readonly fields: readonly DescribedField[];
  readonly notes: readonly string[];
  readonly generator: { readonly name: string; readonly version: string; readonly layout: number };
  /** Streams that stand still behind an event that could not be applied: their rows are of the event before it. */
  readonly parked: readonly string[];
}

/** The format where none is named: the one that leaves nothing out. */
const USUAL_FORMAT: ExportFormatName = 'jsonl';

/**
 * Checks what is to be exported.
 * @throws QueryProblem `bad-request` with the parameter at fault
 */
export function exportQuestionOf(
  list: ListName,
  { format = USUAL_FORMAT, ...raw }: Omit<RawQuestion, 'cursor' | 'limit'> & { readonly format?: string },
): ExportQuestion {
  if (!isExportFormatName(format))
    throw badRequest('filter-value', 'format', `format must be one of ${exportFormatNames.join(', ')}.`);
  const narrowing = [...filtersOf(list), 'on' as const].flatMap((name) =>
    raw[name] === undefined ? [] : [[name, raw[name]] as const],
  );
  return { question: questionOf(list, raw), format, narrowing: Object.fromEntries(narrowing) };
}

/** Begins an export. Nothing is read before the first bytes are asked for; whoever stops asking stops the reading. */
export function openExport(side: ReadSide, reading: Reading, { question, format }: ExportQuestion): Exported {
  let rows = 0;
  async function* counted(): AsyncGenerator<readonly StoredDocument[], void> {
    for await (const page of walk(side, reading, question)) {
      rows += page.length;
      yield page;
    }
  }
  const columns = columnsOf(question.list, question.on !== null);
  return { bytes: exportFormats[format].write(columns, counted()), rows: () => rows };
}

/** The columns of an export, described. */
export const describedFields = ({ question }: ExportQuestion): DescribedField[] =>
  columnsOf(question.list, question.on !== null).map(({ name, path, type, nullable, personal, values, about }) => ({
    name,
    pointer: `/${path.join('/')}`,
    type,
    nullable,
    personal,
    ...(values && { values }),
    about,
  }));

/**
 * The manifest of an export, found by making it once and looking at its bytes: the same question about the same state has the same bytes.
 * @param version of the software
 * @param stopped ends the work where nobody waits for it any more
 */
export async function manifestOf(
  side: ReadSide,
  reading: Reading,
  asked: ExportQuestion,
  { version, stopped }: { readonly version: string; readonly stopped?: AbortSignal },
): Promise<ExportManifest> {
  const { question, format, narrowing } = asked;
  const hash = createHash('sha256');
  let size = 0;
  const { bytes, rows } = openExport(side, reading, asked);
  for await (const chunk of bytes) {
    stopped?.throwIfAborted();
    hash.update(chunk);
    size += chunk.length;
  }
  const { mediaType, notes } = exportFormats[format];
  return {
    list: question.list,
    format,
    mediaType,
    question: narrowing,
    asOf: answeredAsOf(reading),
    rows: rows(),
    bytes: size,
    digest: { algorithm: 'sha-256', value: hash.digest('hex') },
    fields: describedFields(asked),
    notes,
    generator: { name: 'all-for-all', version, layout: EXPORT_LAYOUT },
    parked: reading.parked,
  };
}
