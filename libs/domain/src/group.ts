import type { Command, DomainEvent, Result } from '#libs/contracts';
import type { Aggregate, Context, Fact } from './aggregate.ts';
import { factFrom } from './facts.ts';

type Name = 'ReportGroup' | 'NameMember';

/** Nothing a group's commands depend on: who is named and how many there are may be said by different claimants. */
export type GroupState = null;

const initial: GroupState = null;

const evolve = (state: GroupState, _event: DomainEvent): GroupState => state;

function decide(_state: GroupState, command: Command<Name>, context: Context): Result<readonly Fact[]> {
  switch (command.name) {
    case 'ReportGroup':
      return factFrom('GroupReported', command.body, context.id);
    case 'NameMember':
      return factFrom('MemberNamed', command.body, context.id);
  }
}

/** An unnamed set of people with a count, some of whom may come to be named. */
export const group: Aggregate<GroupState, Name> = { category: 'group', initial, evolve, decide };
