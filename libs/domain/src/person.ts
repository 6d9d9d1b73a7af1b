import type { Command, DomainEvent, Result } from '#libs/contracts';
import type { Aggregate, Context, Fact } from './aggregate.ts';
import { factFrom } from './facts.ts';

type Name = 'RegisterPerson' | 'AddNameVariant' | 'ReportPersonDetail';

/** Nothing a person's commands depend on: every form of a name and every detail said stands. */
export type PersonState = null;

const initial: PersonState = null;

const evolve = (state: PersonState, _event: DomainEvent): PersonState => state;

function decide(_state: PersonState, command: Command<Name>, context: Context): Result<readonly Fact[]> {
  switch (command.name) {
    case 'RegisterPerson':
      return factFrom('PersonRegistered', command.body, context.id);
    case 'AddNameVariant':
      return factFrom('NameVariantAdded', command.body, context.id);
    case 'ReportPersonDetail':
      return factFrom('PersonDetailReported', command.body, context.id);
  }
}

/** A named individual. */
export const person: Aggregate<PersonState, Name> = { category: 'person', initial, evolve, decide };
