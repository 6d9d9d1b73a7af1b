import {
  type AnswerChange,
  type AnswerChanges,
  byChangedSubject,
  canonicalJson,
  type Category,
  type DomainEvent,
  IDENTITY,
  parseStream,
} from '#libs/contracts';
import { fold, identity } from '#libs/domain';
import { type ReadModelName, readModels } from '#libs/projections';
import { storedClaim } from '../claims.ts';
import { modelOfCategory } from '../models.ts';
import type { Row, StoredDocument } from '../rows.ts';
import { withLegs } from '../swap-legs.ts';
import type { Answer, Known } from './answer.ts';
import { answers, identityAnswers } from './answers.ts';
import { distinctWords } from './words.ts';

/** A stream as it is, and as it would be. */
export interface ChangedStream {
  readonly stream: string;
  readonly before: readonly DomainEvent[];
  readonly after: readonly DomainEvent[];
}

/** So many changes are listed; the others are counted. */
export const MOST_CHANGES = 1_000;

/** The rows that the read models make of the events, as a query finds them; personal values stand in them as they were said. */
function rowsOf(name: ReadModelName, events: readonly DomainEvent[]): readonly Row[] {
  const model = readModels.find((each) => each.name === name)!;
  return [...model.refold(events)].map(([key, { stream, born, doc }]) => ({ key, stream, born, doc }));
}

function knownOf(category: Category, events: readonly DomainEvent[]): Known {
  const claimRows = rowsOf('claims', events);
  const claims = claimRows.map(storedClaim);
  const accounts = new Map(claims.map(({ id, claimant }) => [id, claimant as { kind: string; id: string }]));
  const found: StoredDocument | null = rowsOf(modelOfCategory(category), events)[0]?.doc ?? null;
  return {
    document: found && category === 'swap' ? withLegs(found, claimRows) : found,
    claims,
    account: (claim) => {
      const { kind, id } = accounts.get(claim) ?? { kind: 'claim', id: claim };
      return `${kind}:${id}`;
    },
  };
}

interface Subject {
  readonly category: Category;
  readonly id: string;
}

/** What differs between two lists of answers, in their order; what only the second one answers comes where it stands there. */
function differences(subject: Subject, before: Iterable<Answer>, after: Iterable<Answer>): AnswerChange[] {
  const keyOf = ({ answer, of }: Answer): string => canonicalJson([answer, of]);
  const [was, is] = [before, after].map((list) => new Map([...list].map((each) => [keyOf(each), each] as const)));
  return [...new Map([...was!, ...is!])].flatMap(([key, { answer, of }]) => {
    const [from, to] = [was!.get(key), is!.get(key)].map((each) => distinctWords(each?.says ?? []));
    return canonicalJson(from) === canonicalJson(to) ? [] : [{ subject, answer, of, from: from!, to: to! }];
  });
}

function changesOfSubject(subject: Subject, { before, after }: ChangedStream): AnswerChange[] {
  const [was, is] = [knownOf(subject.category, before), knownOf(subject.category, after)];
  return answers[subject.category].flatMap((answersOf) => differences(subject, answersOf(was), answersOf(is)));
}

function changesOfIdentity({ before, after }: ChangedStream): AnswerChange[] {
  const [was, is] = [before, after].map((events) => identityAnswers([...fold(identity, events).standing.values()]));
  const persons = [...new Set([...was!.keys(), ...is!.keys()])].sort();
  return persons.flatMap((id) => differences({ category: 'person', id }, was!.get(id) ?? [], is!.get(id) ?? []));
}

const changesOfStream = (changed: ChangedStream): AnswerChange[] => {
  const subject = parseStream(changed.stream);
  if (subject) return changesOfSubject(subject, changed);
  return changed.stream === IDENTITY ? changesOfIdentity(changed) : [];
};

/**
 * Which answers change where these streams go on as given, and from what to what: the read models fold each of them twice. Pure.
 * The same streams give the same list, sorted by subject; of a longer one the first `most` are listed.
 */
export function changesOf(streams: Iterable<ChangedStream>, most = MOST_CHANGES): AnswerChanges {
  const changes: AnswerChange[] = [];
  let more = 0;
  for (const changed of [...streams].sort((one, other) => byChangedSubject(one.stream, other.stream))) {
    const found = changesOfStream(changed);
    const room = Math.max(0, most - changes.length);
    changes.push(...found.slice(0, room));
    more += found.length - Math.min(room, found.length);
  }
  return { changes, more };
}
