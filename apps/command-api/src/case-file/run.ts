import { comparePositions, type Rejection } from '#libs/contracts';
import type { CommandAnswer, CommandOutcome } from '../answer.ts';
import type { CommandRequest, ExecuteCommand } from '../execute.ts';
import type { CaseCommand, CaseItem, CaseProblem } from './entry.ts';
import type { ImportMessage, PlacedRejection } from './messages.ts';
import { commandIdFor, isName } from './names.ts';
import { madeBy, type Named, resolveBody, streamFor, type Use, usesOf } from './resolve.ts';
import { changed, refusal } from './rules.ts';
import { createSchedule, type Step } from './schedule.ts';

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
  /** What every command of the import has in common: who, and which request it belongs to. */
  readonly common: Pick<CommandRequest, 'actor' | 'correlationId' | 'traceparent'>;
  /** Tells also what was accepted. */
  readonly verbose: boolean;
  readonly tell: (message: ImportMessage) => void;
}

/** One import: what it takes in, what it has under way, and what came of it. */
export interface Run {
  take(item: CaseItem): void;
  /** Starts the next command that waits for nothing; null where there is none. The promise rejects only where the log is lost. */
  start(): Promise<void> | null;
  /** For when nothing is under way and nothing can start: gives up what waits for names that are not there. */
  giveUp(why: string): void;
  /** What was read and is not done. */
  readonly load: { readonly steps: number; readonly size: number };
  readonly done: number;
  total: number | null;
  summary(): Extract<ImportMessage, { kind: 'summary' }>;
}

/** After these the subject stands in the register all the same, so that what uses its name can go on. */
const leavesItStanding = (rejections: readonly Rejection[]): boolean =>
  rejections.every(({ rule }) => rule === 'import-changed' || rule === 'already-registered');

/** The name that stood where the rejection points to, because an id tells the reader of a case file nothing. */
function withName(rejection: Rejection, body: unknown): Rejection {
  let value = body;
  for (const part of rejection.pointer.split('/').slice(1)) {
    if (isName(value)) break;
    value = (value as Record<string, unknown> | null | undefined)?.[part];
  }
  return isName(value) ? { ...rejection, detail: `${rejection.detail} (${value})` } : rejection;
}

export function createRun({ execute, common, verbose, tell }: RunOptions): Run {
  const known = new Map<string, Known>();
  const schedule = createSchedule<Work>((name) => (known.get(name)?.standing ?? 'waiting') !== 'waiting');
  const names = { namespace: '', find: (name: string) => known.get(name) };
  const counts = { commands: 0, accepted: 0, repeated: 0, rejected: 0 };
  let namespace: string | null = null;
  let position: string | null = null;

  function reject(of: CaseProblem | CaseCommand, rejections: readonly PlacedRejection[]): void {
    counts.rejected += 1;
    const { line, command, as, record } = of;
    const column = 'column' in of && of.column !== undefined ? { column: of.column } : {};
    tell({ kind: 'rejected', line, ...column, command, as, record, rejections });
  }

  const placed = (of: CaseCommand, rejections: readonly Rejection[]): PlacedRejection[] =>
    rejections.map((rejection) => ({ ...withName(rejection, of.body), line: of.lineOf(rejection.pointer) }));

  function takeProblem(problem: CaseProblem): void {
    const { as, line } = problem;
    if (namespace !== null) counts.commands += 1;
    if (as !== null && !known.has(as)) {
      known.set(as, { command: null, makes: null, stream: null, line, standing: 'rejected' });
      schedule.release(as);
    }
    reject(problem, problem.rejections.map((rejection) => ({ ...rejection, line })));
  }

  /** Rejects a command that was not added to the schedule. */
  function refuseAtOnce(of: CaseCommand, rejections: readonly Rejection[]): void {
    const entry = known.get(of.as)!;
    entry.standing = 'rejected';
    schedule.release(of.as);
    reject(of, placed(of, rejections));
  }

  function takeCommand(of: CaseCommand): void {
    counts.commands += 1;
    const first = known.get(of.as);
    if (first) return reject(of, placed(of, [refusal('name-twice', '/as', `"${of.as}" was given in line ${first.line}`)]));
    const { uses, rejections } = usesOf(of, names);
    const { stream, follows } = streamFor(of, names);
    known.set(of.as, { command: of.command, makes: madeBy(of), stream, line: of.line, standing: 'waiting' });
    if (rejections.length > 0) return refuseAtOnce(of, rejections);
    const needs = [...new Set(uses.map(({ name }) => name))];
    const circle = schedule.add({ name: of.as, needs, stream, follows, size: of.size, of, uses });
    if (!circle) return;
    const lines = circle.map((step) => `$${step.name} (line ${step.of.line})`).join(', ');
    refuseAtOnce(of, [refusal('name-cycle', '', `these commands wait for each other: ${lines}`)]);
  }

  function settle(work: Work, standing: Standing, rejections: readonly Rejection[]): void {
    known.get(work.name)!.standing = standing;
    if (rejections.length > 0) reject(work.of, placed(work.of, rejections));
    schedule.settle(work);
  }

  function accept(work: Work, answer: CommandAnswer): void {
    if (answer.repeated) counts.repeated += 1;
    else counts.accepted += 1;
    if (position === null || comparePositions(answer.position, position) > 0) position = answer.position;
    const { line, command, as, record } = work.of;
    if (verbose) tell({ kind: 'accepted', line, command, as, record, answer });
    settle(work, 'present', []);
  }

  function conclude(work: Work, outcome: CommandOutcome): void {
    if (outcome.kind === 'accepted') return accept(work, outcome.answer);
    if (outcome.kind === 'dry-run') throw new Error('imports are rehearsed on a log of their own, never as dry runs of single commands');
    const rejections = outcome.rejections.map(changed);
    settle(work, leavesItStanding(rejections) ? 'present' : 'rejected', rejections);
  }

  function obstacles({ of, uses }: Work): Rejection[] {
    const rejected = uses.filter(({ name }) => known.get(name)?.standing === 'rejected');
    return rejected.map(({ name, pointer }) => refusal('depends-on-rejected', pointer, `$${name} in line ${known.get(name)!.line} was rejected; ${of.command} waits for it`));
  }

  async function carryOut(work: Work): Promise<void> {
    const hindered = obstacles(work);
    if (hindered.length > 0) return settle(work, 'rejected', hindered);
    const { body, rejections } = resolveBody(work.of, names);
    if (rejections.length > 0) return settle(work, 'rejected', rejections);
    const { command, as } = work.of;
    const idempotencyKey = commandIdFor(command, { namespace: names.namespace, name: as });
    conclude(work, await execute({ ...common, name: command, body, idempotencyKey }));
  }

  return {
    total: null,
    load: schedule.load,
    get done() {
      return counts.accepted + counts.repeated + counts.rejected;
    },
    take(item) {
      if (item.kind === 'problem') return takeProblem(item.problem);
      if (item.kind === 'command') return takeCommand(item.command);
      namespace = names.namespace = item.namespace;
      this.total = item.total;
    },
    start() {
      const work = schedule.next();
      return work ? carryOut(work) : null;
    },
    giveUp(why) {
      const stranded = schedule.stranded();
      if (stranded.length === 0) throw new Error('commands wait for each other without a circle that was found');
      for (const work of stranded) {
        const unknown = work.uses.filter(({ name }) => !known.has(name));
        settle(work, 'rejected', unknown.map(({ name, pointer }) => refusal('name-unknown', pointer, `${why} $${name}`)));
      }
    },
    summary: () => ({ kind: 'summary', namespace, ...counts, position, dryRun: false }),
  };
}
