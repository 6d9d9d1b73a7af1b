import { comparePositions, type RecordedEvent } from '#libs/contracts';
import { clusterOf, fold, identity, type Standing } from '#libs/domain';
import { createMemoryEventLog } from '#libs/event-log';
import { withLegs } from '#libs/queries';
import { createExecutor } from '../../apps/command-api/src/execute.ts';
import { applyAll, engineOf } from '../../libs/projections/src/testing/cases.ts';
import { createMemoryTables, type MemoryTables } from '../../libs/projections/src/testing/memory-tables.ts';
import { type Accepted } from './model.ts';
import { personsIn, type Shown } from './words.ts';

// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Loose = any;

/** The register without a database: the real executor, the real log in memory, the real engine of the read models on tables in memory. */
export function memoryRegister() {
  const log = createMemoryEventLog();
  return { log, execute: createExecutor(log) };
}
export type MemoryRegister = ReturnType<typeof memoryRegister>;

const categories: Readonly<Record<string, string>> = {
  sources: 'source',
  parties: 'party',
  persons: 'person',
  groups: 'group',
  detentions: 'detention',
  swaps: 'swap',
  estimates: 'estimate',
  statements: 'statement',
  appeals: 'appeal',
  talks: 'talks',
};

/** A personal value stands in its event, at the pointer that the row's reference ends in. */
function personal(events: ReadonlyMap<string, RecordedEvent>, ref: string): unknown {
  const [id, pointer] = ref.split('#') as [string, string];
  const found = pointer
    .split('/')
    .slice(1)
    .reduce<Loose>((value, step) => value[step], events.get(id)!.data);
  return found.value;
}

function filled(value: Loose, events: ReadonlyMap<string, RecordedEvent>): Loose {
  if (Array.isArray(value)) return value.map((item) => filled(item, events));
  if (value === null || typeof value !== 'object') return value;
  if (typeof value.ref === 'string' && typeof value.subject === 'string') return personal(events, value.ref);
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, filled(inner, events)]));
}

interface ReadRow {
  readonly model: string;
  readonly key: string;
  readonly stream: string;
  readonly born: string;
  readonly doc: Loose;
}

const rowsAt = (tables: MemoryTables, position: string): ReadRow[] =>
  tables
    .asOf(position)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const space = line.indexOf(' ');
      const { doc, ...row } = JSON.parse(line.slice(space + 1)) as {
        key: string;
        stream: string;
        born: string;
        doc: string;
      };
      return { model: line.slice(0, space), ...row, doc: JSON.parse(doc) };
    })
    .sort((one, other) => comparePositions(one.born, other.born));

export interface Projected {
  /** What is shown at a position; "now" is the head. */
  at(position: string, accepted: readonly Accepted[]): Shown;
}

/** Applies the log in batches of a size, as it came in. */
export async function projected({ log }: MemoryRegister, batch: number): Promise<Projected> {
  const events = await log.readAll({ after: '0', limit: 1_000_000 });
  const tables = createMemoryTables();
  await applyAll(engineOf(log, tables), events, batch);
  const byId = new Map(events.map((event) => [event.id, event]));
  return {
    at(position, accepted) {
      const rows = rowsAt(tables, position);
      const of = (model: string) => rows.filter((row) => row.model === model);
      const claims = of('claims');
      const document = ({ model, stream, doc }: ReadRow): Loose =>
        model === 'swaps'
          ? withLegs(
              doc,
              claims.filter((claim) => claim.stream === stream),
            )
          : doc;
      const subjects = Object.entries(categories).map(([model, category]) => [
        category,
        of(model).map((row) => filled(document(row), byId)),
      ]);
      const judged = of('judgements').map(({ doc }) => doc as Standing & { judgement: string | null });
      const known = events.filter(
        (event) => event.stream === 'identity' && comparePositions(event.position, position) <= 0,
      );
      const standing = [...fold(identity, known as Loose).standing.values()];
      return {
        claims: claims.map(({ doc }) => filled(doc, byId)),
        subjects: Object.fromEntries(subjects),
        judgements: judged.filter(({ judgement }) => judgement !== null),
        clusters: new Map(
          personsIn(accepted.filter((each) => each.position <= Number(position))).map((person) => [
            person,
            [...clusterOf(person, standing)].sort(),
          ]),
        ),
      };
    },
  };
}
