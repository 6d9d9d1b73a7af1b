import type { Command, DomainEvent, EventData, Rejection, Result } from '#libs/contracts';
import type { Fact } from './aggregate.ts';
import { breach, factFrom, unlessBreached } from './facts.ts';

type Name = 'DecideMatch' | 'RevokeMatch';
type Judgement = EventData<'MatchDecided'>['judgement'];

/** A standing judgement on an unordered pair of persons. */
export interface Standing {
  readonly left: string;
  readonly right: string;
  readonly judgement: Judgement;
}

/** Every standing judgement by its pair: a negative one blocks transitive matches, so all of them must be known. */
export interface IdentityState {
  readonly standing: ReadonlyMap<string, Standing>;
}

const initial: IdentityState = { standing: new Map() };

/** The same key whichever way round the pair is given. */
export const pairOf = (left: string, right: string): string => [left, right].sort().join(' ');

function evolve(state: IdentityState, event: DomainEvent): IdentityState {
  if (event.type !== 'MatchDecided' && event.type !== 'MatchRevoked') return state;
  const { left, right } = event.data;
  const standing = new Map(state.standing);
  if (event.type === 'MatchDecided')
    standing.set(pairOf(left, right), { left, right, judgement: event.data.judgement });
  else standing.delete(pairOf(left, right));
  return { standing };
}

/** All persons that positive judgements make one with this one, itself included. */
export function clusterOf(person: string, standing: Iterable<Standing>): ReadonlySet<string> {
  const positive = [...standing].filter(({ judgement }) => judgement === 'positive');
  const cluster = new Set([person]);
  for (const member of cluster)
    for (const { left, right } of positive) {
      if (left === member) cluster.add(right);
      if (right === member) cluster.add(left);
    }
  return cluster;
}

/** The judgements without the one on this pair: a new one takes its place. */
const others = (state: IdentityState, left: string, right: string): Standing[] =>
  [...state.standing].filter(([pair]) => pair !== pairOf(left, right)).map(([, each]) => each);

function positiveBreaches(standing: readonly Standing[], left: string, right: string): Rejection[] {
  const one = clusterOf(left, standing);
  const other = clusterOf(right, standing);
  const between = standing.find(
    (each) =>
      each.judgement === 'negative' &&
      ((one.has(each.left) && other.has(each.right)) || (one.has(each.right) && other.has(each.left))),
  );
  return between
    ? [
        breach(
          'match-forbidden',
          '/right',
          `a standing negative judgement says that ${between.left} and ${between.right} are two persons`,
        ),
      ]
    : [];
}

function negativeBreaches(standing: readonly Standing[], left: string, right: string): Rejection[] {
  return clusterOf(left, standing).has(right)
    ? [
        breach(
          'match-standing',
          '/right',
          'standing positive judgements make the two one person; revoke one of them first',
        ),
      ]
    : [];
}

function matchBreaches(state: IdentityState, { left, right, judgement }: Standing): Rejection[] {
  if (left === right) return [breach('match-with-itself', '/right', 'a person cannot be matched with itself')];
  const standing = others(state, left, right);
  if (judgement === 'positive') return positiveBreaches(standing, left, right);
  return judgement === 'negative' ? negativeBreaches(standing, left, right) : [];
}

function decide(state: IdentityState, command: Command<Name>): Result<readonly Fact[]> {
  const { left, right } = command.body;
  if (command.name === 'DecideMatch')
    return unlessBreached(matchBreaches(state, command.body), factFrom('MatchDecided', command.body, left));
  const missing = state.standing.has(pairOf(left, right))
    ? []
    : [breach('judgement-not-standing', '/right', 'there is no standing judgement on this pair')];
  return unlessBreached(missing, factFrom('MatchRevoked', command.body, left));
}

/** Who is the same person: one stream, whose state knows every standing judgement. Clusters are derived, and reversed exactly. */
export const identity = { initial, evolve, decide };
