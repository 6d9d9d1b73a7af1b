import type { Command, DomainEvent, Result } from '#libs/contracts';
import type { Aggregate, Context, Fact } from './aggregate.ts';
import { factFrom } from './facts.ts';

type Name = 'RecordEstimate';

/** Nothing an estimate's reports depend on. */
export type EstimateState = null;

const initial: EstimateState = null;

const evolve = (state: EstimateState, _event: DomainEvent): EstimateState => state;

const decide = (_state: EstimateState, command: Command<Name>, context: Context): Result<readonly Fact[]> =>
  factFrom('EstimateRecorded', command.body, context.id);

/** A count of people held by a holder, by a body, as of a date; it is not a list. */
export const estimate: Aggregate<EstimateState, Name> = { category: 'estimate', initial, evolve, decide };
