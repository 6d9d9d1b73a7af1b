import { describe, expect, it } from '@jest/globals';
import type { Command, DomainEvent } from '#libs/contracts';
import { clusterOf, identity, type IdentityState } from './identity.ts';

const match = (left: string, right: string, judgement: 'positive' | 'negative' | 'unsure') =>
  ({ name: 'DecideMatch', body: { left, right, judgement, reason: 'same birth date' } }) as Command<'DecideMatch'>;
const revoke = (left: string, right: string) =>
  ({ name: 'RevokeMatch', body: { left, right, reason: 'not so sure' } }) as Command<'RevokeMatch'>;

function given(...commands: Command<'DecideMatch' | 'RevokeMatch'>[]): IdentityState {
  return commands.reduce((state, command) => {
    const decided = identity.decide(state, command);
    if (!decided.ok) throw new Error(JSON.stringify(decided.rejections));
    return identity.evolve(state, decided.value[0] as unknown as DomainEvent);
  }, identity.initial);
}
const rules = (state: IdentityState, command: Command<'DecideMatch' | 'RevokeMatch'>) => {
  const decided = identity.decide(state, command);
  return decided.ok ? [] : decided.rejections.map(({ rule }) => rule);
};
const cluster = (state: IdentityState, person: string) => [...clusterOf(person, state.standing.values())].sort();

describe('who is the same person', () => {
  it('is transitive', () => {
    expect(cluster(given(match('a', 'b', 'positive'), match('b', 'c', 'positive')), 'a')).toEqual(['a', 'b', 'c']);
  });

  it('is kept apart by a negative judgement, also transitively', () => {
    const state = given(match('a', 'b', 'positive'), match('c', 'd', 'positive'), match('a', 'd', 'negative'));
    expect(rules(state, match('b', 'c', 'positive'))).toEqual(['match-forbidden']);
    expect(rules(state, match('c', 'b', 'positive'))).toEqual(['match-forbidden']);
    expect(rules(state, match('b', 'e', 'positive'))).toEqual([]);
  });

  it('may be judged anew: the later judgement on a pair takes the place of the earlier', () => {
    const state = given(match('a', 'b', 'negative'));
    expect(rules(state, match('b', 'a', 'positive'))).toEqual([]);
    expect(cluster(given(match('a', 'b', 'positive'), match('b', 'a', 'unsure')), 'a')).toEqual(['a']);
  });

  it('is not denied where others say it is so', () => {
    const state = given(match('a', 'b', 'positive'), match('b', 'c', 'positive'));
    expect(rules(state, match('a', 'c', 'negative'))).toEqual(['match-standing']);
    expect(rules(state, match('a', 'b', 'negative'))).toEqual([]);
  });

  it('comes apart exactly as it was when a judgement is revoked', () => {
    const before = given(match('a', 'b', 'positive'), match('c', 'd', 'positive'));
    const after = given(
      match('a', 'b', 'positive'),
      match('c', 'd', 'positive'),
      match('b', 'c', 'positive'),
      revoke('c', 'b'),
    );
    for (const person of ['a', 'b', 'c', 'd']) expect(cluster(after, person)).toEqual(cluster(before, person));
  });

  it('needs two persons, and something to revoke', () => {
    expect(rules(identity.initial, match('a', 'a', 'positive'))).toEqual(['match-with-itself']);
    expect(rules(identity.initial, revoke('a', 'b'))).toEqual(['judgement-not-standing']);
  });
});
