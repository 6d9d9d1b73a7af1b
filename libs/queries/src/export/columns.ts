import { canonicalJson, claimItem, currentSchema, eventTypes } from '#libs/contracts';
import { isModelName, modelOf } from '../models.ts';
import { validities } from '../on.ts';
import type { ListName } from '../question.ts';
import type { StoredDocument } from '../rows.ts';
import { fieldAbouts, partAbouts, reportAbouts, VALIDITY_ABOUT } from './abouts.ts';
import { type ColumnType, type Leaf, leavesOf, merged } from './leaves.ts';

/** One column of a list's export; in JSON Lines, the field at `path`. */
export interface Column {
  /** The path joined by `_`; the timeline leaves out the `claim` before each field of its claim. */
  readonly name: string;
  readonly path: readonly string[];
  readonly type: ColumnType;
  readonly nullable: boolean;
  readonly personal: boolean;
  readonly values: readonly string[] | null;
  /** What it says, in a sentence. */
  readonly about: string;
}

/** A value of a column; JSON is canonical text, days and instants are as in the list. */
export type Cell = string | number | boolean | null;

function aboutOf(abouts: Readonly<Record<string, string>>, { path, within }: Leaf): string {
  const own = abouts[path.join('.')];
  if (own !== undefined) return `${own}.`;
  const whole = within && abouts[path.slice(0, within.length).join('.')];
  const part = within && partAbouts[within.mark]?.[path.slice(within.length).join('.')];
  // An empty sentence is found by the test that reads every column.
  return whole && part ? `${whole}: ${part}.` : '';
}

function columnOf(leaf: Leaf, abouts: Readonly<Record<string, string>>, before: readonly string[] = []): Column {
  const { within: _within, path, ...rest } = leaf;
  return { name: path.join('_'), ...rest, path: [...before, ...path], about: aboutOf(abouts, leaf) };
}

/** The single fields of all reports that make claims; lists stay in `report`. */
export function reportLeaves(): readonly Leaf[] {
  const schemas = eventTypes.map(currentSchema).filter(({ shape }) => 'claim' in shape);
  const leaves = schemas.flatMap((schema) => leavesOf(schema).filter(({ path }) => path[0] !== 'claim'));
  return merged(leaves.filter(({ path, type }) => path.length > 1 || type !== 'json'));
}

/** Beside the whole report what can be compared in it, in the reviewed order. No report has all of it, so each may be null. */
function reportColumns(): Column[] {
  const order = Object.keys(reportAbouts);
  const placeOf = (leaf: Leaf): number => order.indexOf(leaf.path[0]!);
  return [...reportLeaves()]
    .sort((left, right) => placeOf(left) - placeOf(right))
    .map((leaf) => {
      const column = columnOf({ ...leaf, nullable: true }, reportAbouts);
      return { ...column, name: `report_${column.name}`, path: ['report', ...column.path] };
    });
}

const validity: Column = {
  name: 'validity',
  path: ['validity'],
  type: 'text',
  nullable: false,
  personal: false,
  values: validities,
  about: `${VALIDITY_ABOUT}.`,
};

const day = (name: 'earliest' | 'latest'): Column => ({
  name,
  path: [name],
  type: 'date',
  nullable: true,
  personal: false,
  values: null,
  about: `${fieldAbouts.timeline[name]!}.`,
});

const claimColumns = (): Column[] => [
  ...leavesOf(claimItem).map((leaf) => columnOf(leaf, fieldAbouts.claims)),
  ...reportColumns(),
];

function made(list: ListName): readonly Column[] {
  if (list === 'claims') return claimColumns();
  if (list === 'timeline') {
    const ofClaim = claimColumns().map((column) => ({ ...column, path: ['claim', ...column.path] }));
    return [day('earliest'), day('latest'), ...ofClaim];
  }
  return leavesOf(modelOf(list).view).map((leaf) => columnOf(leaf, fieldAbouts[list]));
}

const known = new Map<ListName, readonly Column[]>();

/** The columns of a list's export. `validity` comes last, only where days are asked for and the list has valid time. */
export function columnsOf(list: ListName, on: boolean): readonly Column[] {
  const columns = known.get(list) ?? made(list);
  known.set(list, columns);
  const dated = !isModelName(list) || modelOf(list).dated !== null;
  return on && dated ? [...columns, validity] : columns;
}

function valueAt(item: StoredDocument, path: readonly string[]): unknown {
  let value: unknown = item;
  for (const field of path) {
    if (value === null || typeof value !== 'object') return null;
    value = (value as Readonly<Record<string, unknown>>)[field];
  }
  return value ?? null;
}

/** An item of a list as a row: one cell for each column. Absent is null. */
export const cellsOf = (columns: readonly Column[], item: StoredDocument): Cell[] =>
  columns.map(({ path, type }) => {
    const value = valueAt(item, path);
    return type === 'json' && value !== null ? canonicalJson(value) : (value as Cell);
  });
