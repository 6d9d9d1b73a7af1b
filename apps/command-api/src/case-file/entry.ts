import { type CommandName, isCommandName, type Rejection } from '#libs/contracts';
import { nameForm } from './names.ts';
import { refusal } from './rules.ts';

/** A command as the file has it: its fields with names still in the place of ids. */
export interface CaseCommand {
  readonly line: number;
  readonly command: CommandName;
  readonly as: string;
  readonly record: string | null;
  readonly body: Readonly<Record<string, unknown>>;
  /** In characters, for the bound on what waits in memory. */
  readonly size: number;
  /** The line of the field that a JSON pointer names. */
  readonly lineOf: (pointer: string) => number;
}

/** A part of the file that is no command. */
export interface CaseProblem {
  readonly line: number;
  readonly column?: number;
  readonly command: string | null;
  readonly as: string | null;
  readonly record: string | null;
  readonly rejections: readonly Rejection[];
}

export type CaseItem =
  | {
      readonly kind: 'start';
      readonly namespace: string;
      /** Null where only the end tells. */ readonly total: number | null;
    }
  | { readonly kind: 'command'; readonly command: CaseCommand }
  | { readonly kind: 'problem'; readonly problem: CaseProblem };

export const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A problem of the file itself, not of one command. */
export const fileProblem = (
  rule: Parameters<typeof refusal>[0],
  detail: string,
  line = 1,
  column?: number,
): CaseItem => ({
  kind: 'problem',
  problem: {
    line,
    ...(column !== undefined && { column }),
    command: null,
    as: null,
    record: null,
    rejections: [refusal(rule, '', detail)],
  },
});

/** The namespace of the file's head, or what is wrong with it. `more` are the other fields that the format has there. */
export function readHead(head: Record<string, unknown>, more: readonly string[], line: number): string | CaseItem {
  const unknown = Object.keys(head).find((field) => field !== 'namespace' && !more.includes(field));
  if (unknown !== undefined) return fileProblem('import-form', `"${unknown}" is not a field of a case file`, line);
  const { namespace } = head;
  if (typeof namespace === 'string' && nameForm.test(namespace)) return namespace;
  return fileProblem('import-form', 'namespace must be letters, digits, . _ -', line);
}

const recordForm = /^[A-Za-z0-9._-]{1,50}$/;

function fieldRejections(as: unknown, record: unknown, body: Record<string, unknown>): Rejection[] {
  const found: Rejection[] = [];
  if (as === undefined) found.push(refusal('name-missing', '/as', 'give the command a local name: as'));
  else if (typeof as !== 'string' || !nameForm.test(as))
    found.push(
      refusal('name-form', '/as', 'a local name is letters, digits, . _ - (in quotes where it looks like a number)'),
    );
  if (record !== undefined && record !== null && (typeof record !== 'string' || !recordForm.test(record)))
    found.push(refusal('import-form', '/record', 'a record is letters, digits, . _ -'));
  if ('id' in body) found.push(refusal('import-form', '/id', 'ids follow from the local name; leave id out'));
  return found;
}

/** The one command name of an entry with its fields; null where it is anything else. */
function onlyField(value: unknown): { readonly command: string; readonly fields: Record<string, unknown> } | null {
  const [first, ...more] = isMap(value) ? Object.entries(value) : [];
  return first && more.length === 0 && isMap(first[1]) ? { command: first[0], fields: first[1] } : null;
}

const problem = (of: CaseProblem): CaseItem => ({ kind: 'problem', problem: of });

/** One entry of the file: a map of one command name with its fields. */
export function readEntry(
  value: unknown,
  line: number,
  size: number,
  lineOf: CaseCommand['lineOf'] = () => line,
): CaseItem {
  const entry = onlyField(value);
  if (!entry) {
    const rejections = [refusal('import-form', '', 'a command is a map of one command name with its fields')];
    return problem({ line, command: null, as: null, record: null, rejections });
  }
  const { command } = entry;
  const { as: given, record: noted, ...body } = entry.fields;
  const as = typeof given === 'string' && nameForm.test(given) ? given : null;
  const record = typeof noted === 'string' ? noted : null;
  const rejections = fieldRejections(given, noted, body);
  if (!isCommandName(command)) rejections.unshift(refusal('unknown-command', '', `there is no command ${command}`));
  if (rejections.length > 0 || as === null || !isCommandName(command))
    return problem({ line, command, as, record, rejections });
  return { kind: 'command', command: { line, command, as, record, body, size, lineOf } };
}
