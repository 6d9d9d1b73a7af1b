import { commandCatalogue, type CommandName, comparePositions, type Rejection } from '#libs/contracts';
import type { CommandAnswer } from '../answer.ts';
import type { CaseCommand, CaseProblem } from './entry.ts';
import type { ImportMessage } from './messages.ts';
import { isName } from './names.ts';

/** The name that stood where the rejection points to, because an id tells the reader of a case file nothing. */
function withName(rejection: Rejection, body: unknown): Rejection {
  let value = body;
  for (const part of rejection.pointer.split('/').slice(1)) {
    if (isName(value)) break;
    value = (value as Record<string, unknown> | null | undefined)?.[part];
  }
  return isName(value) ? { ...rejection, detail: `${rejection.detail} (${value})` } : rejection;
}

/** So many streams are looked at to tell whether an import had been withdrawn: one of its claims is enough. */
const LOOKED_AT = 20;

const makesClaim = (command: CommandName): boolean => 'claim' in commandCatalogue[command].schema.shape;

/** Counts what came of the commands of an import, and tells it. */
export class Tally {
  readonly #tell: (message: ImportMessage) => void;
  readonly #verbose: boolean;
  readonly #counts = { commands: 0, accepted: 0, repeated: 0, rejected: 0 };
  #namespace: string | null = null;
  #position: string | null = null;
  readonly #repeatedStreams = new Set<string>();
  /** How many commands there are; null while it is not known. */
  total: number | null = null;

  constructor(tell: (message: ImportMessage) => void, verbose: boolean) {
    this.#tell = tell;
    this.#verbose = verbose;
  }

  get done(): number {
    return this.#counts.accepted + this.#counts.repeated + this.#counts.rejected;
  }

  begin(namespace: string, total: number | null): void {
    this.#namespace = namespace;
    this.total = total;
  }

  /** A command was read, or a part of the commands that is none. Before the namespace there are no commands. */
  read(): void {
    if (this.#namespace !== null) this.#counts.commands += 1;
  }

  problem({ rejections, ...place }: CaseProblem): void {
    this.#counts.rejected += 1;
    const { line } = place;
    this.#tell({ kind: 'rejected', ...place, rejections: rejections.map((rejection) => ({ ...rejection, line })) });
  }

  rejected({ line, command, as, record, body, lineOf }: CaseCommand, rejections: readonly Rejection[]): void {
    this.#counts.rejected += 1;
    const placed = rejections.map((rejection) => ({ ...withName(rejection, body), line: lineOf(rejection.pointer) }));
    this.#tell({ kind: 'rejected', line, command, as, record, rejections: placed });
  }

  accepted({ line, command, as, record }: CaseCommand, answer: CommandAnswer): void {
    this.#counts[answer.repeated ? 'repeated' : 'accepted'] += 1;
    const { position } = answer;
    if (this.#position === null || comparePositions(position, this.#position) > 0) this.#position = position;
    if (answer.repeated && makesClaim(command) && this.#repeatedStreams.size < LOOKED_AT)
      this.#repeatedStreams.add(answer.stream);
    if (this.#verbose) this.#tell({ kind: 'accepted', line, command, as, record, answer });
  }

  /** Some streams in which claims of this file stood before, or fell. */
  get repeatedStreams(): Iterable<string> {
    return this.#repeatedStreams;
  }

  get namespace(): string | null {
    return this.#namespace;
  }

  summary(withdrawn: boolean): Extract<ImportMessage, { kind: 'summary' }> {
    const counts = { namespace: this.#namespace, ...this.#counts, position: this.#position };
    return { kind: 'summary', ...counts, withdrawn, dryRun: false };
  }
}
