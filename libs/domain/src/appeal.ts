import type { Command, DomainEvent, Result } from '#libs/contracts';
import type { Aggregate, Context, Fact } from './aggregate.ts';
import { factFrom } from './facts.ts';

type Name = 'RecordAppeal' | 'RecordAppealAnswer';

/** Nothing an appeal's reports depend on; it changes nobody's custody. */
export type AppealState = null;

const initial: AppealState = null;

const evolve = (state: AppealState, _event: DomainEvent): AppealState => state;

function decide(_state: AppealState, command: Command<Name>, context: Context): Result<readonly Fact[]> {
  switch (command.name) {
    case 'RecordAppeal':
      return factFrom('AppealRecorded', command.body, context.personalSubject);
    case 'RecordAppealAnswer':
      return factFrom('AppealAnswered', command.body, context.personalSubject);
  }
}

/** A body calls on an addressee to do something for somebody. */
export const appeal: Aggregate<AppealState, Name> = { category: 'appeal', initial, evolve, decide };
