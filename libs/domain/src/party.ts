import type { Command, DomainEvent, Result } from '#libs/contracts';
import type { Aggregate, Context, Fact } from './aggregate.ts';
import { breach, factFrom, unlessBreached } from './facts.ts';

type Name = 'RegisterParty' | 'RelateParties';

/** Nothing a party's commands depend on: relations are claims, and contradicting ones stand side by side. */
export type PartyState = null;

const initial: PartyState = null;

const evolve = (state: PartyState, _event: DomainEvent): PartyState => state;

function decide(_state: PartyState, command: Command<Name>, context: Context): Result<readonly Fact[]> {
  switch (command.name) {
    case 'RegisterParty':
      return factFrom('PartyRegistered', command.body, context.id);
    case 'RelateParties': {
      const itself =
        command.body.other === context.id
          ? [breach('relation-to-itself', '/other', 'a party cannot be related to itself')]
          : [];
      return unlessBreached(itself, factFrom('PartiesRelated', command.body, context.id));
    }
  }
}

/** A state, authority, armed group, organisation or office. */
export const party: Aggregate<PartyState, Name> = { category: 'party', initial, evolve, decide };
