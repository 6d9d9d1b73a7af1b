import type { Rejection } from '#libs/contracts';
import type { CommandOutcome } from '../answer.ts';
import type { CommandRequest, ExecuteCommand } from '../command-request.ts';
import type { CaseCommand, CaseItem, CaseProblem } from './entry.ts';
import type { ImportMessage } from './messages.ts';
import { commandIdFor, importIdOf } from './names.ts';
import { madeBy, type Named, resolveBody, streamFor, type Use, usesOf } from './resolve.ts';
import { changed, refusal } from './rules.ts';
import { Schedule, type Step } from './schedule.ts';
import { Tally } from './tally.ts';

/** `present`: its subject or claim is in the register, by this import or an earlier one. */
type Standing = 'waiting' | 'present' | 'rejected';

interface Known extends Named {
  readonly line: number;
  standing: Standing;
}

interface Work extends Step {
  readonly of: CaseCommand;
  readonly uses: readonly Use[];
}

export interface RunOptions {
  readonly execute: ExecuteCommand;
  /** What every command of the import has in common: who sends it, and in which request. */
  readonly common: Pick<CommandRequest, 'actor' | 'traceparent'>;
  /** Tells also what was accepted. */
  readonly verbose: boolean;
  readonly tell: (message: ImportMessage) => void;
}

/** After these the subject stands in the register all the same, so that what uses its name can go on. */
const leavesItStanding = (rejections: readonly Rejection[]): boolean =>
  rejections.every(({ rule }) => rule === 'import-changed' || rule === 'already-registered');

/** One import: what it has read, what it has under way, and what came of it. Holds the names of the whole file, but bodies only until they are done. */
export class Run {
  readonly #execute: ExecuteCommand;
  readonly #common: RunOptions['common'];
  readonly #known = new Map<string, Known>();
  readonly #names = { namespace: '', find: (name: string) => this.#known.get(name) };
  readonly #schedule = new Schedule<Work>((name) => (this.#known.get(name)?.standing ?? 'waiting') !== 'waiting');
  readonly tally: Tally;

  constructor({ execute, common, verbose, tell }: RunOptions) {
    this.#execute = execute;
    this.#common = common;
    this.tally = new Tally(tell, verbose);
  }

  /** What was read and is not done. */
  get load(): { readonly steps: number; readonly size: number } {
    return this.#schedule.load;
  }

  take(item: CaseItem): void {
    if (item.kind === 'problem') return this.#takeProblem(item.problem);
    if (item.kind === 'command') return this.#takeCommand(item.command);
    this.#names.namespace = item.namespace;
    this.tally.begin(item.namespace, item.total);
  }

  /** Starts the next command that waits for nothing; null where there is none. The promise rejects only where the log is lost. */
  start(): Promise<void> | null {
    const work = this.#schedule.next();
    return work ? this.#carryOut(work) : null;
  }

  /** For when nothing is under way and nothing can start: gives up what waits for names that are not there. */
  giveUp(why: string): void {
    const stranded = this.#schedule.stranded();
    if (stranded.length === 0) throw new Error('commands wait for each other without a circle that was found');
    for (const work of stranded) {
      const unknown = work.uses.filter(({ name }) => !this.#known.has(name));
      this.#settle(
        work,
        'rejected',
        unknown.map(({ name, pointer }) => refusal('name-unknown', pointer, `${why} $${name}`)),
      );
    }
  }

  #takeProblem(problem: CaseProblem): void {
    const { as, line } = problem;
    if (as !== null && !this.#known.has(as)) {
      this.#known.set(as, { command: null, makes: null, stream: null, line, standing: 'rejected' });
      this.#schedule.release(as);
    }
    this.tally.read();
    this.tally.problem(problem);
  }

  #takeCommand(of: CaseCommand): void {
    this.tally.read();
    const first = this.#known.get(of.as);
    if (first)
      return this.tally.rejected(of, [refusal('name-twice', '/as', `"${of.as}" was given in line ${first.line}`)]);
    const { uses, rejections } = usesOf(of, this.#names);
    const { stream, follows } = streamFor(of, this.#names);
    this.#known.set(of.as, { command: of.command, makes: madeBy(of), stream, line: of.line, standing: 'waiting' });
    if (rejections.length > 0) return this.#refuseAtOnce(of, rejections);
    // A text is checked against the quotes that the register holds by then, so it waits for all that stand before it in the file.
    const before = of.command === 'AttachSourceText' ? this.#schedule.pending() : [];
    const needs = [...new Set([...uses.map(({ name }) => name), ...before])];
    const circle = this.#schedule.add({ name: of.as, needs, stream, follows, size: of.size, of, uses });
    if (!circle) return;
    const lines = circle.map((step) => `$${step.name} (line ${step.of.line})`).join(', ');
    this.#refuseAtOnce(of, [refusal('name-cycle', '', `these commands wait for each other: ${lines}`)]);
  }

  /** Rejects a command that was not added to the schedule. */
  #refuseAtOnce(of: CaseCommand, rejections: readonly Rejection[]): void {
    this.#known.get(of.as)!.standing = 'rejected';
    this.#schedule.release(of.as);
    this.tally.rejected(of, rejections);
  }

  #settle(work: Work, standing: Standing, rejections: readonly Rejection[]): void {
    this.#known.get(work.name)!.standing = standing;
    if (rejections.length > 0) this.tally.rejected(work.of, rejections);
    this.#schedule.settle(work);
  }

  async #carryOut(work: Work): Promise<void> {
    const { of, uses } = work;
    const rejected = uses.filter(({ name }) => this.#known.get(name)?.standing === 'rejected');
    const hindered = rejected.map(({ name, pointer }) =>
      refusal('depends-on-rejected', pointer, `$${name} in line ${this.#known.get(name)!.line} was rejected`),
    );
    if (hindered.length > 0) return this.#settle(work, 'rejected', hindered);
    const { body, rejections } = resolveBody(of, this.#names);
    if (rejections.length > 0) return this.#settle(work, 'rejected', rejections);
    const { namespace } = this.#names;
    const idempotencyKey = commandIdFor(of.command, { namespace, name: of.as });
    const correlationId = importIdOf(namespace);
    this.#conclude(
      work,
      await this.#execute({ ...this.#common, name: of.command, body, idempotencyKey, correlationId }),
    );
  }

  #conclude(work: Work, outcome: CommandOutcome): void {
    if (outcome.kind === 'dry-run')
      throw new Error('imports are rehearsed on a log of their own, never as dry runs of single commands');
    if (outcome.kind === 'accepted') {
      this.tally.accepted(work.of, outcome.answer);
      return this.#settle(work, 'present', []);
    }
    const rejections = outcome.rejections.map(changed);
    this.#settle(work, leavesItStanding(rejections) ? 'present' : 'rejected', rejections);
  }
}
