import type { Command, DomainEvent, Result } from '#libs/contracts';
import type { Aggregate, Context, Fact } from './aggregate.ts';
import { factFrom } from './facts.ts';

type Name = 'ReportTalksStatus';

/** Nothing talks' reports depend on: an order to resume them never makes them resumed, so there is no one status to keep. */
export type TalksState = null;

const initial: TalksState = null;

const evolve = (state: TalksState, _event: DomainEvent): TalksState => state;

const decide = (_state: TalksState, command: Command<Name>, context: Context): Result<readonly Fact[]> =>
  factFrom('TalksStatusReported', command.body, context.id);

/** Talks, as various accounts say they stand. */
export const talks: Aggregate<TalksState, Name> = { category: 'talks', initial, evolve, decide };
