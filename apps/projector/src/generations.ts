import { ProblemError } from '#libs/platform';
import {
  type Build,
  BuildGivenUp,
  type BuildProgress,
  BuildUnderWay,
  type GenerationComparison,
  GenerationLags,
  type GenerationOperations,
  RetirementRefused,
  type Switched,
  SwitchRefused,
} from '#libs/projections';
import { whileRunning } from './messages.ts';

export interface RebuildRequest {
  /** Over how many parts of the streams the log is read. Default: as many as memory needs. */
  readonly passes?: number;
}

export interface SwitchBody {
  readonly generation?: number;
  readonly force?: { readonly reason: string };
  /** Whether it could be done; nothing is. */
  readonly dryRun: boolean;
}

/** What a rebuild tells; it goes on when nobody listens any more. */
export type RebuildMessage =
  | {
      readonly kind: 'begun';
      readonly generation: number;
      readonly upTo: string;
      readonly passes: number;
      /** It was begun before, and is told of from here on. */
      readonly before: boolean;
    }
  | BuildProgress
  | { readonly kind: 'given-up'; readonly generation: number };

/** What a comparison tells; `comparison` comes last. */
export type ComparisonMessage =
  | { readonly kind: 'progress'; readonly done: number; readonly of: number }
  | ({ readonly kind: 'comparison' } & GenerationComparison);

/** Building, comparing and switching generations, as HTTP offers it. Each throws ProblemError before its first message. */
export interface Generations {
  rebuild(request: RebuildRequest): Promise<AsyncIterable<RebuildMessage>>;
  compare(generation?: number): Promise<AsyncIterable<ComparisonMessage>>;
  switchTo(actor: string, body: SwitchBody): Promise<Switched>;
  rollBack(actor: string, dryRun: boolean): Promise<Switched>;
  retire(generation: number, dryRun: boolean): Promise<void>;
  /** Gives up what is being built, or is built and waits. @returns its number */
  cancel(generation: number | undefined, dryRun: boolean): Promise<number>;
}

/** Refusals are the caller's to read; the rule says which it was. */
function asConflict(error: unknown): unknown {
  const rule =
    error instanceof SwitchRefused
      ? error.refusal
      : error instanceof BuildUnderWay
        ? 'under-way'
        : error instanceof GenerationLags
          ? 'lags'
          : error instanceof RetirementRefused
            ? 'not-retirable'
            : undefined;
  if (rule === undefined) return error;
  const detail = `${(error as Error).message}.`;
  return new ProblemError('conflict', { detail, errors: [{ pointer: '', rule, detail }], cause: error });
}

async function answering<Answer>(work: () => Promise<Answer>): Promise<Answer> {
  try {
    return await work();
  } catch (error) {
    throw asConflict(error);
  }
}

/** A build that goes on already is told of like one that is begun now: whoever lost the connection asks again. */
async function begun(operations: GenerationOperations, request: RebuildRequest): Promise<Build & { before: boolean }> {
  try {
    return { ...(await operations.rebuild(request)), before: false };
  } catch (error) {
    if (!(error instanceof BuildUnderWay) || error.build.filledAt !== null) throw error;
    return { ...error.build, before: true };
  }
}

async function* rebuilding(
  operations: GenerationOperations,
  { generation, upTo, passes, before }: Build & { before: boolean },
): AsyncGenerator<RebuildMessage> {
  yield { kind: 'begun', generation, upTo, passes, before };
  try {
    yield* operations.watch(generation);
  } catch (error) {
    if (!(error instanceof BuildGivenUp)) throw error;
    yield { kind: 'given-up', generation };
  }
}

async function* comparing(operations: GenerationOperations, generation?: number): AsyncGenerator<ComparisonMessage> {
  const progress = { done: 0, of: 1 };
  const running = operations.compare(generation, (done, of) => void Object.assign(progress, { done, of }));
  const comparison = yield* whileRunning(running, () => ({ kind: 'progress' as const, ...progress }));
  yield { kind: 'comparison', ...comparison };
}

/** The first message is awaited before anything is answered, so that a refusal still has a status of its own. */
async function startedWith<Message>(messages: AsyncGenerator<Message>): Promise<AsyncIterable<Message>> {
  const first = await answering(() => messages.next());
  return (async function* () {
    try {
      if (!first.done) yield first.value;
      yield* messages;
    } finally {
      await messages.return(undefined);
    }
  })();
}

async function waitingOne(operations: GenerationOperations, generation?: number): Promise<number> {
  const building = (await operations.list()).filter(({ status }) => status === 'building');
  const found = building.find((each) => generation === undefined || each.generation === generation);
  if (!found) throw new RetirementRefused('no generation is being built');
  return found.generation;
}

/** The operations of the library, with their refusals as problems of HTTP. */
export function generationsOver(operations: GenerationOperations): Generations {
  return {
    rebuild: (request) => answering(async () => rebuilding(operations, await begun(operations, request))),
    compare: (generation) => startedWith(comparing(operations, generation)),
    switchTo: (actor, { generation, force, dryRun }) => {
      const asked = { actor, dryRun, ...(generation !== undefined && { generation }), ...(force && { forced: force }) };
      return answering(() => operations.switchTo(asked));
    },
    rollBack: (actor, dryRun) => answering(() => operations.rollBack(actor, dryRun)),
    retire: (generation, dryRun) => answering(() => operations.retire(generation, dryRun)),
    cancel: (generation, dryRun) =>
      answering(async () => {
        const given = await waitingOne(operations, generation);
        await operations.retire(given, dryRun);
        return given;
      }),
  };
}
