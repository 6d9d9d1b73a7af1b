import type { Command, DomainEvent, Result } from '#libs/contracts';
import type { Aggregate, Context, Fact } from './aggregate.ts';
import { factFrom } from './facts.ts';

type Name = 'RecordStatement';

/** Nothing a statement's reports depend on. */
export type StatementState = null;

const initial: StatementState = null;

const evolve = (state: StatementState, _event: DomainEvent): StatementState => state;

const decide = (_state: StatementState, command: Command<Name>, context: Context): Result<readonly Fact[]> =>
  factFrom('StatementRecorded', command.body, context.personalSubject);

/** What is said and fits no other report. */
export const statement: Aggregate<StatementState, Name> = { category: 'statement', initial, evolve, decide };
